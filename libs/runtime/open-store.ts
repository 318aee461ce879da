import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '#domain';
import { demandNotMoved, PostgresStore, SqliteStore, type Store } from '#store';

export interface StoreSettings {
  data: string;
  store: string | null;
  storePasswordFile: string | null;
  storeConnections: number;
}

/** Whether the store is a database that several processes share. */
export function isShared({ store }: Pick<StoreSettings, 'store'>): boolean {
  return store !== null && /^postgres(ql)?:\/\//.test(store);
}

/** Opens the database that the settings name. */
export async function openStore(settings: StoreSettings): Promise<Store> {
  const { store, data, storeConnections } = settings;
  if (store === null) return inFile(join(data, 'nahtlos.db'));
  if (isShared(settings)) {
    const url = await storeAddress(store, settings.storePasswordFile);
    return PostgresStore.open({ url, poolSize: storeConnections });
  }
  const [scheme, file] = split(store);
  if (scheme !== 'sqlite' || file === '') {
    throw new Failure(
      'invalid',
      'NAHTLOS_STORE names no database that Nahtlos knows. Write sqlite:FILE or postgres://USER@HOST:PORT/DATABASE.',
    );
  }
  return inFile(resolve(file));
}

function inFile(file: string): Store {
  demandNotMoved(file);
  return new SqliteStore(file);
}

/** The address of a database with the password that lies in the file. */
export async function storeAddress(url: string, file: string | null): Promise<string> {
  if (file === null) return url;
  const address = new URL(url);
  try {
    address.password = encodeURIComponent((await readFile(file, 'utf8')).trim());
  } catch (cause) {
    throw new Failure(
      'invalid',
      `The file ${file} of NAHTLOS_STORE_PASSWORD_FILE cannot be read.`,
      { cause },
    );
  }
  return address.href;
}

function split(store: string): [scheme: string, rest: string] {
  const end = store.indexOf(':');
  return end < 0 ? ['', store] : [store.slice(0, end), store.slice(end + 1)];
}
