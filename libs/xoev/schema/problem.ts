import type { XmlNode } from '../xml-node.js';
import type { SchemaDocument } from './schema-files.js';

/** A construct of a schema that is wrong or not supported; ends the building of its component. */
export class SchemaProblem extends Error {
  override readonly name = 'SchemaProblem';

  constructor(
    readonly document: SchemaDocument,
    readonly node: XmlNode,
    message: string,
  ) {
    super(message);
  }
}
