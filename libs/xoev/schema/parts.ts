import type { XmlNode } from '../xml-node.js';
import { XSD } from './namespaces.js';
import { SchemaProblem } from './problem.js';
import type { SchemaDocument } from './schema-document.js';

/** The children of a node that are one of `kinds`. What else stands there, the grammar has checked. */
export function parts(node: XmlNode, kinds: readonly string[]): XmlNode[] {
  return node.children.filter(({ namespace, local }) => namespace === XSD && kinds.includes(local));
}

export function onlyChild(
  node: XmlNode,
  document: SchemaDocument,
  kinds: readonly string[],
): XmlNode {
  const [first, second] = parts(node, kinds);
  if (first !== undefined && second === undefined) return first;
  throw new SchemaProblem(document, node, `${node.name} needs exactly one of ${kinds.join(', ')}`);
}

/** An attribute of a schema's own vocabulary, white space around it taken off. */
export function attributeOf(node: XmlNode, name: string): string | undefined {
  return node.attributes.get(name)?.trim();
}

/** xs:boolean is written as a word or a digit. */
export function isTrue(node: XmlNode, name: string): boolean {
  const value = attributeOf(node, name);
  return value === 'true' || value === '1';
}
