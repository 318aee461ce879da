import { ConfigurationError } from '#domain';
import { nearest } from '#source-file';
import { type ElementDeclaration, loadSchemaSet, messageRoots, type SchemaSet } from '#xoev';
import { WrongCall } from '../command.js';
import type { SchemaPlace } from '../schemas/schema-place.js';

/** The set of one message, and what was read for it. */
export interface MessageSet {
  set: SchemaSet;
  root: ElementDeclaration;
  /** The XSD that leads to all others: below the place's root, like all files. */
  schema: string;
  files: ReadonlyMap<string, Uint8Array>;
}

/** Names listed where a root does not exist. */
const LISTED = 25;

/**
 * Loads what a message needs. Of a folder that is the XSD that declares its root, with what that includes. Throws a
 * ConfigurationError where the set does not load.
 */
export async function messageSet(place: SchemaPlace, name: string): Promise<MessageSet> {
  const { source } = place;
  const whole = await recorded(source);
  const root = rootOf(whole.set, name);
  if (typeof source.file === 'string') return { ...whole, root, schema: source.file };
  const schema = root.place.file;
  const { set, files } = await recorded({ ...source, file: schema });
  return { ...{ set, files, schema }, root: rootOf(set, name) };
}

async function recorded(source: SchemaPlace['source']) {
  const files = new Map<string, Uint8Array>();
  const read = async (file: string) => {
    const bytes = await source.read(file);
    files.set(file, bytes);
    return bytes;
  };
  return { set: await loadSchemaSet({ ...source, read }), files };
}

function rootOf(set: SchemaSet, name: string): ElementDeclaration {
  const root = set.globalElements().find((element) => element.name.local === name);
  if (root === undefined) {
    const known = messageRoots(set).messages.map((element) => element.name.local);
    const parts = known.filter((one) => one.toLowerCase().includes(name.toLowerCase()));
    const meant = parts.length > 0 ? parts.join(' or ') : nearest(name, known);
    const hint = meant === undefined ? '.' : `; did you mean ${meant}?`;
    const more = known.length > LISTED ? ', ...' : '';
    const all = known.slice(0, LISTED).join(', ');
    const count = known.length === 1 ? 'one message' : `${known.length} messages`;
    throw new WrongCall(`The schema has no element ${name}${hint} It has ${count}: ${all}${more}.`);
  }
  if (root.type.kind === 'simple' || root.type.content.kind !== 'elements') {
    throw new WrongCall(`${name} has no elements inside: it is no message.`);
  }
  return root;
}

/** The findings of a set that does not load; anything else is thrown on. */
export function findingsOf(cause: unknown): ConfigurationError['findings'] {
  if (cause instanceof ConfigurationError) return cause.findings;
  throw cause;
}
