import type { XmlNode } from '../xml-node.js';
import { nameKey } from './model.js';
import { expanded, isQualified } from './names.js';
import { XSD } from './namespaces.js';
import { attributeOf } from './parts.js';
import type { SchemaDocument } from './schema-document.js';

/** The attributes that hold a QName, or several. */
const NAMES = new Set([
  'base',
  'itemType',
  'memberTypes',
  'ref',
  'refer',
  'substitutionGroup',
  'type',
]);

/** The attributes for which the document has a default. */
const DEFAULTED: Readonly<Record<string, readonly string[]>> = {
  element: ['block', 'final'],
  complexType: ['block', 'final'],
  simpleType: ['final'],
};

/**
 * What a component says, apart from its annotations, its prefixes and the order of its attributes: two components
 * of the same shape are the same.
 */
export function shape(node: XmlNode, document: SchemaDocument): string {
  const said = new Map<string, string>();
  for (const [name, value] of node.attributes) {
    // Attributes of other vocabularies and the identifiers of elements mean nothing to a schema.
    if (name.includes(':') || name === 'xmlns' || name === 'id') continue;
    said.set(name, NAMES.has(name) ? names(value, node, document) : value);
  }
  for (const name of DEFAULTED[node.local] ?? []) {
    const value = attributeOf(node, name) ?? attributeOf(document.root, `${name}Default`);
    if (value) said.set(name, value);
  }
  if (node.local === 'element' || node.local === 'attribute') {
    said.set('form', String(isQualified(node, document)));
  }
  for (const bound of ['minOccurs', 'maxOccurs']) if (said.get(bound) === '1') said.delete(bound);
  const attributes = [...said].map(([name, value]) => `${name}=${JSON.stringify(value)}`).sort();
  const children = node.children
    .filter((child) => child.namespace !== XSD || child.local !== 'annotation')
    .map((child) => shape(child, document));
  return `${node.local}(${attributes.join(',')})[${children.join('')}]`;
}

function names(value: string, node: XmlNode, document: SchemaDocument): string {
  const words = value.split(/\s+/).filter((word) => word !== '');
  try {
    return words.map((word) => nameKey(expanded(word, node, document))).join(' ');
  } catch {
    // An unbound prefix is reported when the component is built.
    return value;
  }
}
