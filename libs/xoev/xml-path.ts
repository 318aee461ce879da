import type { XmlNode } from './xml-node.js';

/** An element with those around it, the innermost first. */
export interface Trail {
  node: XmlNode;
  outer: Trail | undefined;
}

/**
 * Where an element stands, as libxml2 writes it: names as they stand in the document, each with its position where
 * the parent has several of that name; `*` for an unprefixed name in a namespace. Made only for what is reported.
 */
export function xmlPath({ node, outer }: Trail): string {
  const step = isGeneral(node) ? '*' : node.name;
  return outer === undefined
    ? `/${step}`
    : `${xmlPath(outer)}/${step}${position(node, outer.node.children)}`;
}

function position(node: XmlNode, siblings: readonly XmlNode[]): string {
  const alike = isGeneral(node)
    ? siblings
    : siblings.filter((sibling) => sibling.name === node.name && !isGeneral(sibling));
  return alike.length === 1 ? '' : `[${alike.indexOf(node) + 1}]`;
}

function isGeneral({ name, namespace }: XmlNode): boolean {
  return namespace !== '' && !name.includes(':');
}
