import { codeTypeOf, type ElementDeclaration, type SchemaSet, slotsOf } from '#xoev';
import type { CodeLists } from '../../code-lists.js';

/** The code of a message type, and the list it is from where the package has one. */
export interface TypeCode {
  code: string;
  list: string | undefined;
}

/** How deep in a message the header says its type. */
const DEPTH = 3;

/**
 * The code that a standard gives a message: what the mapping says, else the row of the package's list that names the
 * message, else the one code of the schema or list that ends the message's name, else the name.
 */
export function typeCodeOf(
  root: ElementDeclaration,
  said: string | undefined,
  lists: CodeLists,
  set: SchemaSet,
): TypeCode {
  const name = root.name.local;
  const listed = lists.messageType(name);
  if (said !== undefined) return { code: said, list: listed.list };
  if (listed.list !== undefined) return listed;
  const known = new Set([...enumerated(root, DEPTH, set), ...lists.messageTypes()]);
  const ending = [...known].filter((code) => name.endsWith(`.${code}`));
  const [code, other] = ending;
  return { code: code !== undefined && other === undefined ? code : name, list: undefined };
}

/** The codes that the schema itself lists for the type of a message. */
function enumerated(element: ElementDeclaration, depth: number, set: SchemaSet): string[] {
  const { type } = element;
  if (type.kind !== 'complex') return [];
  if (element.name.local.toLowerCase() === 'nachrichtentyp') {
    return [...(codeTypeOf(type, set)?.values ?? [])];
  }
  if (depth === 0) return [];
  return slotsOf(type, set).flatMap((slot) => enumerated(slot.element, depth - 1, set));
}
