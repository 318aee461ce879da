import { join } from 'node:path';
import { Failure } from '#domain';
import { Connection } from './connection.js';

/** Held for as long as a process works on a data folder; the operating system frees it when the process dies. */
export interface DataFolderLock {
  release(): void;
}

/**
 * Admits one process to a data folder: an exclusive SQLite lock on a file of its own, which a killed process
 * cannot leave behind.
 */
export function lockDataFolder(folder: string): DataFolderLock {
  const lock = new Connection(join(folder, 'nahtlos.lock'), []);
  try {
    lock.run('begin exclusive');
  } catch (cause) {
    lock.close();
    throw new Failure(
      'unavailable',
      `The data folder ${folder} is in use by another Nahtlos process. Stop that one, or give this one a folder of its own with NAHTLOS_DATA.`,
      { cause },
    );
  }
  return {
    release: () => {
      lock.run('rollback');
      lock.close();
    },
  };
}
