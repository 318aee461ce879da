import type { XmlNode } from '../xml-node.js';
import type { Exclusion } from './model.js';
import { attributeOf } from './parts.js';
import type { SchemaDocument } from './schema-document.js';

/** What `block` or `final` of a declaration, or else the default of its document, excludes. */
export function exclusions(
  node: XmlNode,
  { root }: SchemaDocument,
  kind: 'block' | 'final',
  possible: readonly Exclusion[],
): readonly Exclusion[] {
  const said = attributeOf(node, kind) ?? attributeOf(root, `${kind}Default`) ?? '';
  if (said === '#all') return possible;
  const words = said.split(/\s+/);
  return possible.filter((exclusion) => words.includes(exclusion));
}
