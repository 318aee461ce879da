import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { EmbeddedEventLog, type NewEvent, OUTBOX_MIGRATIONS } from '#event-log';
import { openStore } from '#runtime';
import { lockDataFolder, markMoved, SqliteStore, type Tx } from '#store';
import { callNahtlos } from '../../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { until } from '../../../test/fixtures/until.js';
import { carriedRecords } from './carried-records.js';
import { SHARED_OWNERS } from './owners.js';
import { openSource } from './source.js';

const NOW = 1_790_000_000_000;
const observer = { retrying: () => undefined, poisoned: () => undefined };

/** A data folder as the programs of this version leave it, after `work` on it. */
async function installation(
  work: (store: SqliteStore, eventLog: EmbeddedEventLog) => Promise<void> = async () => undefined,
) {
  const data = temporaryFolder();
  const store = new SqliteStore(join(data, 'nahtlos.db'));
  const eventLog = await EmbeddedEventLog.open({ store, observer, now: () => NOW });
  for (const owner of ['intake', 'transform', 'delivery', 'console']) {
    await store.migrate(owner, SHARED_OWNERS[owner] ?? {});
  }
  await work(store, eventLog);
  await eventLog.close();
  await store.close();
  return { data, database: undefined, blobs: undefined };
}

function event(topic: string, text: string): NewEvent {
  return { topic, key: 'case', value: Buffer.from(text), headers: { about: text } };
}

async function deliveryAt(
  tx: Tx,
  { id, offset, state }: { id: number; offset: number; state: string },
): Promise<void> {
  const text = `unsettled ${offset}`;
  const tables = tx.tables();
  await sql`insert into delivery (id, message_id, destination, case_id, submission_id, cluster, size,
      origin_topic, origin_partition, origin_offset, state, head, attempt, failures, created_at)
    values (${id}, ${`m${id}`}, 'd', 'case', 's', 'gewerbe', 1,
      'cluster.gewerbe', 0, ${offset}, ${state}, 0, 0, 0, 1)`.execute(tables);
  await sql`insert into delivery_payload (delivery_id, headers, value)
    values (${id}, ${JSON.stringify({ about: text })}, ${Buffer.from(text)})`.execute(tables);
}

describe('an installation that is to be carried', () => {
  it('has no table that would stay behind', async () => {
    // A new table belongs to those that are carried, or to the log.
    const source = await openSource(await installation());
    expect(source.remains.end).toBe(1);
    await source.close();
  });

  it('is refused with a table that nobody here knows, or with its events in Kafka', async () => {
    const more = await installation(async (store) => {
      await store.migrate('outbox', OUTBOX_MIGRATIONS);
    });
    await expect(openSource(more)).rejects.toThrow('has its events in Kafka already');
  });

  it('is refused while a server works on it', async () => {
    const places = await installation();
    const lock = lockDataFolder(places.data);
    await expect(openSource(places)).rejects.toThrow('Stop it');
    lock.release();
  });

  it('is refused where another version was its last', async () => {
    const places = await installation(async (store) => {
      await store.migrate('delivery', {
        ...SHARED_OWNERS.delivery,
        '999_later': { up: async () => {} },
      });
    });
    await expect(openSource(places)).rejects.toThrow('another version');
  });

  it('takes nothing any more once it is carried, neither by a server nor by a command', async () => {
    const { data } = await installation();
    const database = join(data, 'nahtlos.db');
    const mark = { id: 'move', to: 'nahtlos at db.example:5432', at: '2026-11-24T09:00:00.000Z' };
    const settings = { data, store: null, storePasswordFile: null, storeConnections: 10 };
    for (const [state, sentence] of [
      ['under way', 'Run "nahtlos migrate" again'],
      ['done', 'nahtlos at db.example:5432'],
    ] as const) {
      markMoved(database, { ...mark, state });
      await expect(openStore(settings)).rejects.toThrow(sentence);
      expect((await callNahtlos(['ledger', '--data', data])).complained).toContain(sentence);
    }
    await expect(openSource({ data, database: undefined, blobs: undefined })).rejects.toThrow(
      'already',
    );
  });

  it('is opened where it is, and not made where it is not', async () => {
    const data = temporaryFolder();
    await expect(openSource({ data, database: undefined, blobs: undefined })).rejects.toMatchObject(
      {
        code: 'not-found',
      },
    );
    expect(existsSync(join(data, 'nahtlos.db'))).toBe(false);
  });
});

describe('the records of an installation that moves', () => {
  it('are those that no step has handled, what tells of the past first, and unsettled messages before new ones', async () => {
    const places = await installation(async (store, eventLog) => {
      await store.write((tx) => eventLog.append(tx, [event('submissions', 'handled')]));
      let handled = 0;
      const step = eventLog.process({
        name: 'transform.submissions',
        topic: 'submissions',
        memory: 'holds',
        handle: async (batch) => {
          handled += batch.length;
          return {};
        },
      });
      await until(() => (handled === 1 ? true : undefined));
      await step.stop();
      await store.write((tx) =>
        eventLog.append(tx, [
          event('submissions', 'submission'),
          event('cluster.gewerbe', 'message'),
          event('operations', 'operation'),
          event('dead-letters.gewerbe', 'letter'),
          event('journal', 'event 1'),
          event('journal', 'event 2'),
        ]),
      );
      for (const [id, offset, state] of [
        [1, 9, 'dead'],
        [2, 8, 'open'],
        [3, 7, 'delivered'],
      ] as const) {
        await store.write((tx) => deliveryAt(tx, { id, offset, state }));
      }
    });
    const source = await openSource(places);
    const texts: string[] = [];
    for await (const record of carriedRecords({ ...source, now: NOW + 1 })) {
      const text = record.value.toString();
      // In its topic an old message begins to age with the move; all else keeps its time.
      expect(record).toMatchObject({
        at: text.startsWith('unsettled') ? NOW + 1 : NOW,
        headers: { about: text },
      });
      texts.push(text);
    }
    expect(texts).toEqual([
      'event 1',
      'event 2',
      'letter',
      'operation',
      'unsettled 8',
      'unsettled 9',
      'message',
      'submission',
    ]);
    await source.close();
  });
});
