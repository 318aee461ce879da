import type { XmlNode } from '../xml-node.js';
import { SchemaProblem } from './problem.js';
import { type SchemaDocument, XSD } from './schema-files.js';

/** The children of a node but its annotation; one that is not among `allowed` is refused, never skipped. */
export function parts(
  node: XmlNode,
  document: SchemaDocument,
  allowed: readonly string[],
): XmlNode[] {
  return node.children.filter((child) => {
    if (child.namespace === XSD && child.local === 'annotation') return false;
    if (child.namespace === XSD && allowed.includes(child.local)) return true;
    throw new SchemaProblem(document, child, `${child.name} is not supported in ${node.name}`);
  });
}

export function onlyChild(
  node: XmlNode,
  document: SchemaDocument,
  allowed: readonly string[],
): XmlNode {
  const [first, second] = parts(node, document, allowed);
  if (first !== undefined && second === undefined) return first;
  throw new SchemaProblem(
    document,
    node,
    `${node.name} needs exactly one of ${allowed.join(', ')}`,
  );
}

export function documentationOf(node: XmlNode): string {
  return node.children
    .filter((child) => child.namespace === XSD && child.local === 'annotation')
    .flatMap((annotation) => annotation.children)
    .filter((child) => child.namespace === XSD && child.local === 'documentation')
    .map(allText)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function allText(node: XmlNode): string {
  return [node.text, ...node.children.map(allText)].join(' ');
}
