import type { XmlNode } from './xml-node.js';

/** An element with those around it, the innermost first. */
export interface Trail {
  node: XmlNode;
  outer: Trail | undefined;
}

/**
 * Where an element stands: names as they are written in the document, each with its position where the parent has
 * several of that name. Made only for what is reported.
 */
export function xmlPath({ node, outer }: Trail): string {
  if (outer === undefined) return `/${node.name}`;
  const alike = outer.node.children.filter(({ name }) => name === node.name);
  const position = alike.length === 1 ? '' : `[${alike.indexOf(node) + 1}]`;
  return `${xmlPath(outer)}/${node.name}${position}`;
}
