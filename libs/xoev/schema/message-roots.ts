import type { XmlNode } from '../xml-node.js';
import { type ElementDeclaration, nameKey } from './model.js';
import { expanded } from './names.js';
import { attributeOf } from './parts.js';
import type { SchemaDocument } from './schema-document.js';
import type { SchemaSet } from './schema-set.js';

export interface MessageRoots {
  /** The elements that a message begins with. */
  messages: ElementDeclaration[];
  /** The other global elements, with the reason why each is hardly a message. */
  others: { element: ElementDeclaration; why: string }[];
}

/**
 * Tells the roots of messages from the other global elements. A schema does not say which they are; a message is not
 * abstract, has elements in it, stands in no other content, and is of a namespace that no other imports. Where that
 * leaves none, the namespace does not count.
 */
export function messageRoots(set: SchemaSet): MessageRoots {
  const imported = importedNamespaces(set);
  const referenced = referencedElements(set);
  const heads = new Set<string>();
  for (const { substitutes } of set.globalElements()) {
    if (substitutes !== undefined) heads.add(nameKey(substitutes));
  }
  const reason = (element: ElementDeclaration): string | undefined => {
    if (element.abstract) return 'abstract';
    if (referenced.has(nameKey(element.name))) return 'part of others';
    if (element.substitutes !== undefined || heads.has(nameKey(element.name))) {
      return 'substitution group';
    }
    const { type } = element;
    return type.kind === 'simple' || type.content.kind === 'simple' ? 'a value' : undefined;
  };
  const roots: MessageRoots = { messages: [], others: [] };
  const ofModules: ElementDeclaration[] = [];
  for (const element of set.globalElements()) {
    const why = reason(element);
    if (why !== undefined) roots.others.push({ element, why });
    else if (imported.has(element.name.namespace)) ofModules.push(element);
    else roots.messages.push(element);
  }
  if (roots.messages.length === 0) roots.messages = ofModules;
  else roots.others.push(...ofModules.map((element) => ({ element, why: 'imported module' })));
  return roots;
}

function importedNamespaces({ documents }: SchemaSet): ReadonlySet<string> {
  const imported = new Set<string>();
  for (const { namespace, imports } of documents) {
    for (const other of imports) if (other !== namespace) imported.add(other);
  }
  return imported;
}

/** Every element that some content refers to. */
function referencedElements({ documents }: SchemaSet): ReadonlySet<string> {
  const referenced = new Set<string>();
  const visit = (node: XmlNode, document: SchemaDocument) => {
    const reference = node.local === 'element' ? attributeOf(node, 'ref') : undefined;
    if (reference !== undefined) referenced.add(nameKey(expanded(reference, node, document)));
    for (const child of node.children) {
      if (child.local !== 'annotation') visit(child, document);
    }
  };
  for (const document of documents) visit(document.root, document);
  return referenced;
}
