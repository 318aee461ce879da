import type { ConfigurationFinding } from '#domain';
import type { XmlNode } from '../xml-node.js';
import { checkGrammar } from './grammar.js';
import { nameKey } from './model.js';
import { attributeOf } from './parts.js';
import type { SchemaDocument } from './schema-document.js';
import { shape } from './shape.js';

/** A component on the top level of a schema document. */
export interface Component {
  node: XmlNode;
  document: SchemaDocument;
}

export type ComponentKind =
  | 'element'
  | 'attribute'
  | 'type'
  | 'group'
  | 'attributeGroup'
  | 'notation';

export type Components = Readonly<Record<ComponentKind, ReadonlyMap<string, Component>>>;

const KIND_OF: Readonly<Record<string, ComponentKind>> = {
  element: 'element',
  attribute: 'attribute',
  simpleType: 'type',
  complexType: 'type',
  group: 'group',
  attributeGroup: 'attributeGroup',
  notation: 'notation',
};

export interface Collected {
  components: Components;
  /** The documents that declare something that none before them does, or nothing at all. */
  documents: SchemaDocument[];
  /** The documents that only repeat what others declare. */
  repeated: SchemaDocument[];
  /** Declarations that repeat one of another document, by the document that they stand in. */
  copies: ReadonlyMap<SchemaDocument, ReadonlySet<XmlNode>>;
  findings: ConfigurationFinding[];
}

/**
 * Collects the top level of all documents. Standards ship their base modules several times, whole or in part: what
 * says the same as a declaration before it is a copy and does not count; what says something else is refused.
 */
export function collectComponents(all: readonly SchemaDocument[]): Collected {
  const components = {
    element: new Map<string, Component>(),
    attribute: new Map<string, Component>(),
    type: new Map<string, Component>(),
    group: new Map<string, Component>(),
    attributeGroup: new Map<string, Component>(),
    notation: new Map<string, Component>(),
  };
  const documents: SchemaDocument[] = [];
  const repeated: SchemaDocument[] = [];
  const copies = new Map<SchemaDocument, ReadonlySet<XmlNode>>();
  const findings: ConfigurationFinding[] = [];
  const checked = new Set<XmlNode>();

  for (const document of all) {
    const report = ({ line }: XmlNode, message: string) =>
      findings.push({ file: document.file, line, message, severity: 'error' });
    if (!checked.has(document.root)) checkGrammar(document, report);
    checked.add(document.root);
    let declared = 0;
    const copied = new Set<XmlNode>();
    for (const node of document.root.children) {
      const kind = KIND_OF[node.local];
      const local = attributeOf(node, 'name');
      if (kind === undefined) continue;
      if (!local) {
        report(node, `${node.name} has no name`);
        continue;
      }
      declared += 1;
      const key = nameKey({ namespace: document.namespace, local });
      const first = components[kind].get(key);
      if (first === undefined) {
        components[kind].set(key, { node, document });
      } else if (isCopy(first, { node, document })) {
        copied.add(node);
      } else {
        const how = first.document === document ? 'already' : 'differently';
        report(node, `${key} is declared ${how} in ${first.document.file}:${first.node.line}`);
      }
    }
    copies.set(document, copied);
    const isRepeated = declared > 0 && copied.size === declared;
    (isRepeated ? repeated : documents).push(document);
  }
  return { components, documents, repeated, copies, findings };
}

function isCopy(first: Component, second: Component): boolean {
  return (
    first.document !== second.document &&
    shape(first.node, first.document) === shape(second.node, second.document)
  );
}
