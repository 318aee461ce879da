import type { XmlNode } from '../xml-node.js';
import { expanded } from './names.js';
import { XSD } from './namespaces.js';
import { attributeOf, parts } from './parts.js';
import type { SchemaDocument } from './schema-document.js';

const REDEFINABLE = ['simpleType', 'complexType', 'group', 'attributeGroup'];

/**
 * Carries out xs:redefine (XML Schema 1.0 part 1, section 4.2.2) on the documents themselves, so that whatever
 * reads them sees plain declarations: the original gets another name, and what redefines it takes its place on the
 * top level and builds on that name. Returns the new names, which no message may use.
 */
export function redefined(
  documents: SchemaDocument[],
  report: (document: SchemaDocument, node: XmlNode, message: string) => void,
): ReadonlySet<XmlNode> {
  const originals = new Set<XmlNode>();
  // An inner redefinition comes first: the outer one builds on its result.
  for (const document of [...documents].reverse()) {
    for (const redefine of parts(document.root, ['redefine'])) {
      for (const node of parts(redefine, REDEFINABLE)) {
        const original = rename(node, document, documents, originals);
        if (original === undefined) {
          const name = attributeOf(node, 'name') ?? '';
          report(document, node, `There is no ${node.local} ${name} that could be redefined`);
          continue;
        }
        document.root = withChildren(document.root, [
          ...document.root.children,
          rebased(node, document, original),
        ]);
      }
    }
  }
  return originals;
}

/** Gives the original, and each copy of it, its new name. */
function rename(
  { local: kind, attributes }: XmlNode,
  redefining: SchemaDocument,
  documents: readonly SchemaDocument[],
  originals: Set<XmlNode>,
): string | undefined {
  const name = attributes.get('name')?.trim();
  const taken = new Set<string>();
  const found: { document: SchemaDocument; node: XmlNode }[] = [];
  for (const document of documents) {
    if (document.namespace !== redefining.namespace) continue;
    for (const node of parts(document.root, [kind])) {
      const own = attributeOf(node, 'name') ?? '';
      taken.add(own);
      if (own === name && document !== redefining) found.push({ document, node });
    }
  }
  if (found.length === 0) return undefined;
  let original = `${name}.original`;
  while (taken.has(original)) original += '.original';
  for (const { document, node } of found) {
    const renamed = withAttribute(node, 'name', original);
    originals.add(renamed);
    document.root = withChildren(
      document.root,
      document.root.children.map((child) => (child === node ? renamed : child)),
    );
  }
  return original;
}

/** The redefining component, building on the original: a type as its base, a group where it refers to itself. */
function rebased(node: XmlNode, document: SchemaDocument, original: string): XmlNode {
  const name = attributeOf(node, 'name');
  const isType = node.local.endsWith('Type');
  const attribute = isType ? 'base' : 'ref';
  const rewrite = (inner: XmlNode, depth: number): XmlNode => {
    const reference = attributeOf(inner, attribute);
    const counts = isType
      ? inner.local === 'extension' || inner.local === 'restriction'
      : inner.local === node.local;
    const target =
      reference !== undefined && counts ? expanded(reference, inner, document) : undefined;
    const own =
      target?.local === name && target?.namespace === document.namespace
        ? withAttribute(inner, attribute, reference!.replace(/[^:]*$/, original))
        : inner;
    const deepest = isType ? (node.local === 'complexType' ? 2 : 1) : Number.POSITIVE_INFINITY;
    return depth === deepest
      ? own
      : withChildren(
          own,
          own.children.map((child) =>
            child.namespace === XSD ? rewrite(child, depth + 1) : child,
          ),
        );
  };
  return rewrite(node, 0);
}

function withAttribute(node: XmlNode, name: string, value: string): XmlNode {
  return { ...node, attributes: new Map([...node.attributes, [name, value]]) };
}

function withChildren(node: XmlNode, children: readonly XmlNode[]): XmlNode {
  return { ...node, children };
}
