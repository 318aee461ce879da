import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSeq, parseDocument } from 'yaml';
import { SERVICE_KEY } from '#domain';
import { unknownName } from '../check/note.js';
import { filesOf, readEntries } from '../read-entries.js';
import { secretHash } from './authenticator.js';

/** What a new key is for. */
export type KeySpec = { note?: string } & (
  | { role: 'platform'; client: string; services: 'all' | string[] }
  | { role: 'operator'; name: string }
  | { role: 'case-system'; destinations: string[] }
);

/** The file holds hashes alone, but says who has access. */
const MODE = 0o640;

/**
 * Adds an API key to a landscape's keys.yaml, which keeps its comments and its mode and is replaced at once.
 * The key is returned this one time; the file has only its hash. Throws a sentence where the key would not
 * be valid.
 */
export async function createKey(
  folder: string,
  spec: KeySpec,
  createdAt: Date = new Date(),
): Promise<{ presented: string }> {
  await checkSpec(folder, spec);
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32);
  const { note, ...rights } = spec;
  const key = {
    id,
    sha256: secretHash(secret).toString('hex'),
    ...rights,
    ...(note === undefined ? {} : { note }),
    createdAt: createdAt.toISOString(),
  };
  const [file = 'keys.yaml'] = await filesOf(folder, 'keys');
  await replace(join(folder, file), (text) => withKey(text, key));
  return { presented: `${id}.${secret.toString('base64url')}` };
}

async function checkSpec(folder: string, spec: KeySpec): Promise<void> {
  const { entries } = await readEntries(folder);
  const demand = (what: string, name: string, entriesOf: readonly { value: { id: string } }[]) => {
    const ids = entriesOf.map(({ value }) => value.id);
    if (!ids.includes(name)) throw new Error(unknownName(what, name, ids));
  };
  switch (spec.role) {
    case 'platform': {
      demand('client', spec.client, entries.clients);
      const strange =
        spec.services === 'all' ? undefined : spec.services.find((key) => !SERVICE_KEY.test(key));
      if (strange !== undefined) throw new Error(`${strange} is not a Leistungsschlüssel`);
      break;
    }
    case 'operator':
      if (spec.name.trim() === '') throw new Error('An operator has a name');
      break;
    case 'case-system':
      if (spec.destinations.length === 0) throw new Error('A case system has a destination');
      for (const id of spec.destinations) demand('destination', id, entries.destinations);
  }
}

function withKey(text: string, key: object): string {
  const document = parseDocument(text === '' ? 'keys: []\n' : text);
  if (document.errors.length > 0) {
    throw new Error('keys.yaml has a mistake; `nahtlos check` says where');
  }
  const entry = document.createNode(key, { flow: true });
  const keys = document.get('keys');
  if (isSeq(keys)) {
    if (keys.items.length === 0) keys.flow = false;
    keys.add(entry);
  } else {
    document.set('keys', document.createNode([entry]));
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Writes beside the file, then takes its place. The name beside it admits one writer at a time. */
async function replace(path: string, change: (text: string) => string): Promise<void> {
  const beside = `${path}.new`;
  const handle = await open(beside, 'wx', MODE).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(`Another process writes ${path}. If there is none, remove ${beside}`);
  });
  try {
    try {
      const { text, mode } = await current(path);
      await handle.writeFile(change(text));
      await handle.sync();
      if (mode !== undefined) await chmod(beside, mode);
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await unlink(beside).catch(() => {});
    throw error;
  }
  const parent = await open(dirname(path), 'r');
  await parent.sync().finally(() => parent.close());
}

async function current(path: string): Promise<{ text: string; mode: number | undefined }> {
  try {
    return { text: await readFile(path, 'utf8'), mode: (await stat(path)).mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', mode: undefined };
    throw error;
  }
}
