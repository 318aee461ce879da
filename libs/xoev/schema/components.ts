import type { ConfigurationFinding } from '#domain';
import type { XmlNode } from '../xml-node.js';
import { nameKey, type QName } from './model.js';
import { type SchemaDocument, XSD } from './schema-files.js';

/** A component on the top level of a schema document. */
export interface Component {
  node: XmlNode;
  document: SchemaDocument;
}

export type ComponentKind = 'element' | 'attribute' | 'type' | 'group' | 'attributeGroup';

export type Components = Readonly<Record<ComponentKind, ReadonlyMap<string, Component>>>;

const KIND_OF: Readonly<Record<string, ComponentKind>> = {
  element: 'element',
  attribute: 'attribute',
  simpleType: 'type',
  complexType: 'type',
  group: 'group',
  attributeGroup: 'attributeGroup',
};

/** Fit for the top level, and nothing for a model: libxml2 reads them itself. */
const PASSED_OVER = new Set([
  'annotation',
  'include',
  'import',
  'redefine',
  'override',
  'notation',
]);

/**
 * Collects the top level of all documents. A document that repeats what another one has already declared is a
 * copy (standards ship the base modules several times) and is left out of `documents`.
 */
export function collectComponents(all: readonly SchemaDocument[]): {
  components: Components;
  documents: SchemaDocument[];
  findings: ConfigurationFinding[];
} {
  const components = {
    element: new Map<string, Component>(),
    attribute: new Map<string, Component>(),
    type: new Map<string, Component>(),
    group: new Map<string, Component>(),
    attributeGroup: new Map<string, Component>(),
  };
  const documents: SchemaDocument[] = [];
  const findings: ConfigurationFinding[] = [];
  const report = (document: SchemaDocument, node: XmlNode, message: string) =>
    findings.push({ file: document.file, line: node.line, message, severity: 'error' });

  for (const document of all) {
    const declared = declarationsOf(document, report);
    const known = declared.filter(({ kind, key }) => components[kind].has(key));
    if (declared.length > 0 && known.length === declared.length) {
      const changed = known.find(
        ({ kind, key, component }) =>
          shape(components[kind].get(key)!.node) !== shape(component.node),
      );
      if (changed !== undefined) {
        const first = components[changed.kind].get(changed.key)!;
        report(
          document,
          changed.component.node,
          `${changed.key} is declared differently in ${first.document.file}:${first.node.line}`,
        );
      }
      continue;
    }
    documents.push(document);
    for (const { kind, key, component } of declared) {
      const first = components[kind].get(key);
      if (first === undefined) {
        components[kind].set(key, component);
      } else {
        report(
          document,
          component.node,
          `${key} is declared already in ${first.document.file}:${first.node.line}`,
        );
      }
    }
  }
  return { components, documents, findings };
}

function declarationsOf(
  document: SchemaDocument,
  report: (document: SchemaDocument, node: XmlNode, message: string) => void,
) {
  const declared: { kind: ComponentKind; key: string; component: Component }[] = [];
  for (const node of document.root.children) {
    const kind = node.namespace === XSD ? KIND_OF[node.local] : undefined;
    if (kind === undefined) {
      if (node.namespace !== XSD || !PASSED_OVER.has(node.local)) {
        report(document, node, `${node.name} is not supported at the top of a schema`);
      }
      continue;
    }
    const name: QName = {
      namespace: document.namespace,
      local: node.attributes.get('name') ?? '',
    };
    declared.push({ kind, key: nameKey(name), component: { node, document } });
  }
  return declared;
}

/** What a component says, without its annotations and the order of its attributes. */
function shape(node: XmlNode): string {
  const attributes = [...node.attributes]
    .filter(([name]) => !name.startsWith('xmlns'))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  const children = node.children.filter(({ local }) => local !== 'annotation').map(shape);
  return `${node.local}(${attributes.join(',')})[${children.join('')}]`;
}
