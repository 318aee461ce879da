import type { XmlNode } from '../xml-node.js';
import type { QName } from './model.js';
import type { SchemaDocument } from './schema-document.js';

/** A construct of a schema that is wrong or not supported; ends the building of its component. */
export class SchemaProblem extends Error {
  override readonly name = 'SchemaProblem';

  constructor(
    readonly document: SchemaDocument,
    readonly node: XmlNode,
    message: string,
    /** The name that nothing declares, where that is the problem. */
    readonly undeclared?: QName,
  ) {
    super(message);
  }
}

/** How many definitions may stand one upon the other: libxml2 needs some of its stack for each. */
export const DEEPEST = 200;

export function tooDeep(node: XmlNode, document: SchemaDocument): SchemaProblem {
  const message = `The definition builds on more than ${DEEPEST} others, one upon the other`;
  return new SchemaProblem(document, node, message);
}
