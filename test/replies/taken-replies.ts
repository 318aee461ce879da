import type { StoredEvent } from '#event-log';
import type { Store, Tx } from '#store';
import type { IntakeTables } from '../../apps/intake/intake.tables.js';
import { takeReplies } from '../../apps/intake/replies/take-replies.js';

/** What the step does with replies of these ids, in a unit of work. */
export async function taken(tx: Tx, client: string, ...replyIds: string[]): Promise<void> {
  const batch = replyIds.map(
    (replyId, offset): StoredEvent => ({
      topic: 'replies',
      partition: 0,
      offset: BigInt(offset),
      at: 0,
      key: 'case-1',
      value: Buffer.from(
        JSON.stringify({ replyId, client, submissionId: 'submission-1', documents: [] }),
      ),
      headers: {},
    }),
  );
  await (await takeReplies(batch)).write?.(tx);
}

/** The replies that a client sees now, by their numbers. */
export async function numbersOf(store: Store, client: string): Promise<[number, string][]> {
  const rows = await store
    .tables<IntakeTables>()
    .selectFrom('reply')
    .select(['number', 'reply_id'])
    .where('client', '=', client)
    .orderBy('number')
    .execute();
  return rows.map((row) => [row.number, row.reply_id]);
}
