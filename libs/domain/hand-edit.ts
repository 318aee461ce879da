import { HEADERS } from './topics.js';

/** That an operator changed a message itself, which its form data do not tell. */
export interface HandEdit {
  /** When it was changed last; ISO 8601 in UTC. */
  at: string;
  /** Of the XML, those of earlier changes included; no values. */
  paths: string[];
}

/** A header is no place for more; `…` stands for the others. */
const MOST_PATHS = 40;

/** What a message says of it; undefined where nobody changed it by hand. */
export function handEditOf(headers: Readonly<Record<string, string>>): HandEdit | undefined {
  const json = headers[HEADERS.editedByHand];
  return json === undefined ? undefined : (JSON.parse(json) as HandEdit);
}

/** The header of a message that was changed at these places, in addition to what its headers say already. */
export function handEditHeader(
  headers: Readonly<Record<string, string>>,
  { at, paths }: HandEdit,
): Record<string, string> {
  const before = handEditOf(headers)?.paths ?? [];
  const all = [...new Set([...before, ...paths])];
  const told = all.length > MOST_PATHS ? [...all.slice(0, MOST_PATHS - 1), '…'] : all;
  return { [HEADERS.editedByHand]: JSON.stringify({ at, paths: told }) };
}
