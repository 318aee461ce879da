import type { XmlNode } from '../xml-node.js';
import { XSD } from './namespaces.js';
import type { SchemaDocument } from './schema-document.js';

const MODEL = ['element', 'group', 'sequence', 'choice', 'any'];
const ATTRIBUTES = ['attribute', 'attributeGroup', 'anyAttribute'];
const CONSTRAINTS = ['key', 'keyref', 'unique'];
const TYPES = ['simpleType', 'complexType'];
const COMPONENTS = [...TYPES, 'group', 'attributeGroup'];

export const FACETS = [
  'enumeration',
  'pattern',
  'whiteSpace',
  'length',
  'minLength',
  'maxLength',
  'totalDigits',
  'fractionDigits',
  'minInclusive',
  'maxInclusive',
  'minExclusive',
  'maxExclusive',
];

/** What an element may hold beside its annotation: XML Schema 1.0, the schema for schemas. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  schema: ['include', 'import', 'redefine', 'element', 'attribute', 'notation', ...COMPONENTS],
  redefine: COMPONENTS,
  element: [...TYPES, ...CONSTRAINTS],
  attribute: ['simpleType'],
  simpleType: ['restriction', 'list', 'union'],
  complexType: ['simpleContent', 'complexContent', 'all', ...MODEL, ...ATTRIBUTES],
  simpleContent: ['extension', 'restriction'],
  complexContent: ['extension', 'restriction'],
  group: ['all', 'sequence', 'choice'],
  attributeGroup: ATTRIBUTES,
  sequence: MODEL,
  choice: MODEL,
  all: ['element'],
  list: ['simpleType'],
  union: ['simpleType'],
  key: ['selector', 'field'],
  keyref: ['selector', 'field'],
  unique: ['selector', 'field'],
};

/** `restriction` and `extension` mean something else in each of their places. */
const DERIVATION: Readonly<Record<string, readonly string[]>> = {
  simpleType: ['simpleType', ...FACETS],
  simpleContent: ['simpleType', ...FACETS, ...ATTRIBUTES],
  complexContent: ['all', 'group', 'sequence', 'choice', ...ATTRIBUTES],
};

/** Reports every construct of a document that XML Schema 1.0 does not have: nothing is skipped silently. */
export function checkGrammar(
  { root }: SchemaDocument,
  report: (node: XmlNode, message: string) => void,
): void {
  const visit = (node: XmlNode, parent: XmlNode | undefined) => {
    const allowed =
      DERIVATION[
        node.local === 'extension' || node.local === 'restriction' ? (parent?.local ?? '') : ''
      ] ??
      CHILDREN[node.local] ??
      [];
    for (const child of node.children) {
      if (child.namespace === XSD && child.local === 'annotation') continue;
      if (child.namespace === XSD && allowed.includes(child.local)) visit(child, node);
      else report(child, `${child.name} is not supported in ${node.name}`);
    }
  };
  visit(root, undefined);
}
