import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '#domain';

/** Lies beside a database that is being carried, or was, into another one: nothing may be accepted here any more. */
export interface MovedMark {
  /** Names the move; the database that everything was carried into has it too. */
  id: string;
  state: 'under way' | 'done';
  /** Where to, in words. */
  to: string;
  /** ISO 8601 in UTC. */
  at: string;
}

export function movedMark(file: string): MovedMark | undefined {
  try {
    return JSON.parse(readFileSync(nameOf(file), 'utf8')) as MovedMark;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure('internal', `${nameOf(file)} cannot be read.`, { cause });
  }
}

/** On the disk when this returns. */
export function markMoved(file: string, mark: MovedMark): void {
  const name = nameOf(file);
  writeFileSync(`${name}.new`, `${JSON.stringify(mark, null, 2)}\n`, { mode: 0o600 });
  sync(`${name}.new`);
  renameSync(`${name}.new`, name);
  sync(dirname(name));
}

export function removeMovedMark(file: string): void {
  rmSync(nameOf(file), { force: true });
  sync(dirname(file));
}

/** For whoever wants to work with a database: what was accepted here after a move would be lost. */
export function demandNotMoved(file: string): void {
  const mark = movedMark(file);
  if (mark === undefined) return;
  throw new Failure(
    'conflict',
    mark.state === 'done'
      ? `${file} was carried into the database ${mark.to} on ${mark.at}, and goes on there. Start the services with the settings of that one.`
      : `${file} is being carried into the database ${mark.to}. Run "nahtlos migrate" again, which finishes it or begins anew.`,
  );
}

function nameOf(file: string): string {
  return `${file}.moved`;
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
