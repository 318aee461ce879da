import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Failure } from '#domain';
import { EmbeddedRemains } from '#event-log';
import { lockDataFolder, type MovedMark, movedMark, SqliteStore } from '#store';
import { CARRIED_TABLES, LOG_TABLES, MOMENTARY_TABLES } from './carried-tables.js';
import { EMBEDDED_OWNERS } from './owners.js';
import { type AnyTables, tableNames } from './table-rows.js';

/** The embedded installation that is carried. No server works on it while this is open, and nothing changes it. */
export interface Source {
  database: string;
  blobs: string;
  store: SqliteStore;
  tables: AnyTables;
  remains: EmbeddedRemains;
  /** Of an attempt that was cut off. */
  mark: MovedMark | undefined;
  close(): Promise<void>;
}

export interface SourcePlaces {
  data: string;
  database: string | undefined;
  blobs: string | undefined;
}

/** @throws Failure that says why it cannot be carried as it is */
export async function openSource(places: SourcePlaces): Promise<Source> {
  const database = places.database ?? join(places.data, 'nahtlos.db');
  if (!existsSync(database)) {
    throw new Failure('not-found', `There is no database ${database}. Name the old installation.`);
  }
  const mark = movedMark(database);
  if (mark?.state === 'done') {
    throw new Failure(
      'conflict',
      `${database} was carried into the database ${mark.to} on ${mark.at} already.`,
    );
  }
  const lock = lockOf(places.data);
  const store = new SqliteStore(database);
  const close = async () => {
    await store.close();
    lock.release();
  };
  try {
    const tables: AnyTables = store.tables();
    await demandThisVersion(tables, database);
    await demandKnownTables(tables, database);
    return {
      database,
      blobs: places.blobs ?? join(places.data, 'blobs'),
      store,
      tables,
      remains: await EmbeddedRemains.open(store),
      mark,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function lockOf(folder: string): ReturnType<typeof lockDataFolder> {
  try {
    return lockDataFolder(folder);
  } catch (cause) {
    throw new Failure(
      'unavailable',
      `A Nahtlos process works on ${folder}. Stop it: what it accepts meanwhile would stay behind.`,
      { cause },
    );
  }
}

async function demandThisVersion(tables: AnyTables, database: string): Promise<void> {
  const names = (await tables.introspection.getTables({ withInternalKyselyTables: true })).map(
    ({ name }) => name,
  );
  for (const [owner, wanted] of Object.entries(EMBEDDED_OWNERS)) {
    const table = `migration_${owner}`;
    const { rows } = names.includes(table)
      ? await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(tables)
      : { rows: [] };
    const ran = new Set(rows.map(({ name }) => name));
    if (ran.size === wanted.length && wanted.every((name) => ran.has(name))) continue;
    throw new Failure(
      'conflict',
      `${database} was last used by another version of Nahtlos. Start the server of this version on it once, and stop it.`,
    );
  }
}

/** What this version does not know, it would leave behind. */
async function demandKnownTables(tables: AnyTables, database: string): Promise<void> {
  const carried = CARRIED_TABLES.map(({ name }) => name);
  const known = new Set([...carried, ...LOG_TABLES, ...MOMENTARY_TABLES]);
  const strange = (await tableNames(tables)).filter((name) => !known.has(name));
  if (strange.length === 0) return;
  throw new Failure(
    'conflict',
    strange.includes('outbox')
      ? `${database} belongs to an installation that has its events in Kafka already; only an embedded one can be carried.`
      : `${database} has tables that this version does not know: ${strange.join(', ')}.`,
  );
}
