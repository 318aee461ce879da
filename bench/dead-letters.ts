import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { HEADERS } from '#domain';
import type { EventLog } from '#event-log';
import {
  BulkOperations,
  BulkRunner,
  DeadLetterRegister,
  filterOf,
  HIGHEST_RATE,
  REGISTER_MIGRATIONS,
  type RegisterTables,
} from '#register';
import { PostgresStore, SqliteStore, type Store } from '#store';
import { startPostgres } from '../servers/postgres.js';
import { logIn } from '../test/fixtures/log-in.js';
import { type Measurement, median } from './measurement.js';
import { acceptedSample } from './sample.js';

/** Rows of one statement. */
const PAGE = 500;
const GROUPS = 20;
const LOOKS = 5;

/** Grouping many dead letters by cause, and the replay of one group, with payloads of ordinary submissions. */
export async function benchDeadLetters(root: string, letters: number): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-bench-'));
  const store = new SqliteStore(join(folder, 'nahtlos.db'));
  try {
    const eventLog = await logIn(store, Date.now);
    return await measured('SQLite', { store, eventLog }, root, letters);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function benchDeadLettersOnPostgres(
  root: string,
  letters: number,
): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-bench-'));
  const server = await startPostgres({ folder: join(folder, 'postgres') });
  const store = await PostgresStore.open({ url: server.url });
  try {
    const eventLog = await logIn(store, Date.now);
    return await measured('PostgreSQL', { store, eventLog }, root, letters);
  } finally {
    await store.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(
  name: string,
  { store, eventLog }: { store: Store; eventLog: EventLog },
  root: string,
  letters: number,
): Promise<Measurement[]> {
  await store.migrate('console', REGISTER_MIGRATIONS);
  await fill(store, root, letters);
  const register = new DeadLetterRegister({ store });
  const times: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const begun = performance.now();
    await register.groups({ state: 'open' });
    times.push((performance.now() - begun) / 1_000);
  }
  const [group] = await register.groups({ state: 'open' });
  if (group === undefined) throw new Error('There is no group.');
  const replayed = await replay(store, eventLog, filterOf(group));
  await eventLog.close();
  return [
    {
      name: `grouping ${letters.toLocaleString('en-US')} dead letters, ${name}`,
      value: median(times),
      unit: 's',
    },
    {
      name: `bulk replay of ${group.letters} of them, ${name}`,
      value: replayed,
      unit: 'letters/s',
    },
  ];
}

async function replay(
  store: Store,
  eventLog: EventLog,
  filter: ReturnType<typeof filterOf>,
): Promise<number> {
  const ports = { store, eventLog, now: () => new Date(), log: { warn: () => {} } };
  const bulk = new BulkOperations(ports);
  const runner = new BulkRunner(ports);
  const begun = performance.now();
  let progress = await bulk.start({ filter, operation: 'replay', rate: HIGHEST_RATE }, 'bench');
  runner.start();
  while (progress.state === 'running') {
    await setTimeout(20);
    progress = await bulk.show(progress.id);
  }
  await runner.stop();
  return progress.done / ((performance.now() - begun) / 1_000);
}

async function fill(store: Store, root: string, letters: number): Promise<void> {
  const value = Buffer.from(JSON.stringify(acceptedSample(root)));
  const at = Date.now() - 86_400_000;
  for (let from = 0; from < letters; from += PAGE) {
    const rows = Array.from({ length: Math.min(PAGE, letters - from) }, (_, row) =>
      letter(from + row, at, value),
    );
    await store.write((tx) =>
      tx.tables<RegisterTables>().insertInto('dead_letter').values(rows).execute(),
    );
  }
}

function letter(number: number, at: number, value: Buffer): RegisterTables['dead_letter'] {
  const id = `letter-${String(number).padStart(9, '0')}`;
  const headers = { [HEADERS.submissionId]: id, [HEADERS.caseId]: id };
  return {
    id,
    stage: 'transform',
    code: 'invalid-message',
    findings: '[]',
    detail: 'The message does not fit its schema',
    place: `/gewerbe/feld${number % GROUPS}`,
    cluster: 'gewerbe',
    submission_id: id,
    case_id: id,
    client: 'demo',
    service: '99050012104000',
    area: '073150000000',
    message_id: null,
    message_type: null,
    destination: null,
    landscape_version: 'demo@1',
    package_version: 'gewerbe@1.0.0',
    rejection_code: null,
    restricted: 0,
    origin_topic: 'submissions',
    record_key: id,
    record_value: value,
    record_headers: JSON.stringify(headers),
    record_origin: 'dead-letters.gewerbe/0',
    record_position: number,
    announced: 1,
    journaled: 1,
    handled: 0,
    operation: null,
    settled: 0,
    state: 'open',
    first_at: at + number,
    last_at: at + number,
    forward_area: null,
  };
}
