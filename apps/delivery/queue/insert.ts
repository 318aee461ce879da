import { sql } from 'kysely';
import { isPostgres } from '#store';
import type { QueuedMessage } from '../queued-message.js';
import { seatOldest } from './heads.js';
import { withHeads } from './lock.js';
import { inSizes, insertAll, positional, positions, runOver, type Tables } from './positional.js';

interface Inserted {
  id: number;
  message_id: string;
  destination: string;
}

const COLUMNS = 10;

function insertion(head: 0 | 1) {
  return inSizes((rows) =>
    positional<Inserted>((tables, value) =>
      tables
        .insertInto('delivery')
        .values(
          Array.from({ length: rows }, (_, row) => {
            const at = (column: number) => value(row * COLUMNS + column);
            return {
              message_id: at(0),
              destination: at(1),
              case_id: at(2),
              submission_id: at(3),
              cluster: at(4),
              origin_topic: at(5),
              origin_partition: at(6),
              origin_offset: at(7),
              state: sql.lit('open'),
              head: sql.lit(head),
              due_at: head === 1 ? at(8) : null,
              attempt: sql.lit(0),
              failures: sql.lit(0),
              created_at: at(8),
              size: at(9),
            };
          }),
        )
        .onConflict((conflict) => conflict.doNothing())
        .returning(['id', 'message_id', 'destination']),
    ),
  );
}

const asHead = insertion(1);
const asWaiting = insertion(0);

const payloads = inSizes((rows) =>
  positional((tables, value) =>
    tables.insertInto('delivery_payload').values(
      Array.from({ length: rows }, (_, row) => ({
        delivery_id: value(row * 3),
        headers: value(row * 3 + 1),
        value: value(row * 3 + 2),
      })),
    ),
  ),
);

/** Which of the new ones are older than the head of their case. */
const lateEntrance = inSizes((rows) =>
  positional<{ destination: string; case_id: string }>((tables, value) =>
    tables
      .selectFrom('delivery as w')
      .innerJoin('delivery as h', (join) =>
        join
          .onRef('h.destination', '=', 'w.destination')
          .onRef('h.case_id', '=', 'w.case_id')
          .on('h.head', '=', sql.lit(1)),
      )
      .select(['w.destination', 'w.case_id'])
      .where('w.id', 'in', positions(rows, value, 0))
      .where(
        sql<boolean>`(w.origin_offset, w.origin_topic, w.origin_partition)
          < (h.origin_offset, h.origin_topic, h.origin_partition)`,
      ),
  ),
);

const knownAmong = positional<{ message_id: string; destination: string }>((tables, value) =>
  tables
    .selectFrom('delivery')
    .select(['message_id', 'destination'])
    .where('message_id', '=', sql<string>`any(cast(${value(0)} as text[]))`),
);

/**
 * Queues messages and returns those that were not queued before. Each is first offered as the head of its case; the
 * database declines where the message is known or the case has a head, and what is new then waits behind that. Where
 * the head was settled by another unit in between, the message is offered as head again.
 */
export async function insertDeliveries(
  tables: Tables,
  messages: readonly QueuedMessage[],
  now: number,
): Promise<QueuedMessage[]> {
  // Of a message that comes twice the first tells its place in the order.
  const offered = new Map<string, QueuedMessage>();
  for (const message of messages) {
    if (!offered.has(keyOf(message))) offered.set(keyOf(message), message);
  }
  const ids = new Map<string, number>();
  const isNew = (message: QueuedMessage) => !ids.has(keyOf(message));
  const offer = async (statements: typeof asHead, candidates: readonly QueuedMessage[]) => {
    const rows = await insertAll(
      statements,
      tables,
      candidates.map((message) => valuesOf(message, now)),
    );
    for (const row of rows) ids.set(`${row.message_id} ${row.destination}`, row.id);
    return rows;
  };

  const waiting: Inserted[] = [];
  for (let left = inOneOrder(tables, [...offered.values()]); left.length > 0; ) {
    await offer(asHead, left);
    const declined = left.filter(isNew);
    const behind = await withHeads(tables, declined);
    waiting.push(...(await offer(asWaiting, behind)));
    if (behind.length === declined.length) break;
    left = await unknown(tables, declined.filter(isNew));
  }
  const inserted = [...offered.values()].filter((message) => !isNew(message));
  await insertAll(
    payloads,
    tables,
    inserted.map((message) => [
      ids.get(keyOf(message)),
      JSON.stringify(message.headers),
      message.value,
    ]),
  );
  const late = await runOver(
    lateEntrance,
    tables,
    waiting.map((row) => [row.id]),
  );
  for (const row of late) {
    await seatOldest(tables, { destination: row.destination, caseId: row.case_id }, now);
  }
  return inserted;
}

/** Units that overlap offer heads in one order, lest two wait for each other. */
function inOneOrder(tables: Tables, messages: QueuedMessage[]): QueuedMessage[] {
  if (!isPostgres(tables)) return messages;
  const lane = new Map(messages.map((message) => [message, laneOf(message)]));
  return messages.sort((a, b) => {
    const [one, other] = [lane.get(a) as string, lane.get(b) as string];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}

/** Those that are not in the queue. */
async function unknown(
  tables: Tables,
  messages: readonly QueuedMessage[],
): Promise<QueuedMessage[]> {
  const { rows } = await knownAmong(tables, [messages.map(({ messageId }) => messageId)]);
  const known = new Set(rows.map((row) => `${row.message_id} ${row.destination}`));
  return messages.filter((message) => !known.has(keyOf(message)));
}

function laneOf(message: QueuedMessage): string {
  return `${message.destination} ${message.caseId}`;
}

function keyOf(message: QueuedMessage): string {
  return `${message.messageId} ${message.destination}`;
}

function valuesOf(message: QueuedMessage, now: number): readonly unknown[] {
  return [
    message.messageId,
    message.destination,
    message.caseId,
    message.submissionId,
    message.cluster,
    message.origin.topic,
    message.origin.partition,
    message.origin.offset,
    now,
    message.value.length,
  ];
}
