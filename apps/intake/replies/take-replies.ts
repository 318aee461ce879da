import { Failure, type Reply } from '#domain';
import type { StepResult, StoredEvent } from '#event-log';
import type { Tx } from '#store';
import type { IntakeTables } from '../intake.tables.js';

/**
 * The step that keeps replies for the online services that fetch them. A reply that comes twice is kept once.
 *
 * Each gets the next number of its client. The count is held until the unit of work ends, so that numbers become
 * visible in their order: who has read up to a number has missed none below it.
 */
export async function takeReplies(batch: readonly StoredEvent[]): Promise<StepResult> {
  const replies = new Map(batch.map((record) => [replyIn(record).replyId, replyIn(record)]));
  return {
    write: async (tx) => {
      const fresh = await unknown(tx, [...replies.values()]);
      const clients = [...new Set(fresh.map(({ client }) => client))];
      // Units that overlap hold the counts in one order, lest two wait for each other.
      for (const client of clients.sort()) {
        await keep(
          tx,
          client,
          fresh.filter((reply) => reply.client === client),
        );
      }
      return undefined;
    },
  };
}

async function unknown(tx: Tx, replies: readonly Reply[]): Promise<Reply[]> {
  const known = await tx
    .tables<IntakeTables>()
    .selectFrom('reply')
    .select('reply_id')
    .where(
      'reply_id',
      'in',
      replies.map(({ replyId }) => replyId),
    )
    .execute();
  const ids = new Set(known.map((row) => row.reply_id));
  return replies.filter(({ replyId }) => !ids.has(replyId));
}

async function keep(tx: Tx, client: string, replies: readonly Reply[]): Promise<void> {
  const tables = tx.tables<IntakeTables>();
  const { last } = await tables
    .insertInto('reply_count')
    .values({ client, last: replies.length })
    .onConflict((conflict) =>
      conflict.column('client').doUpdateSet((row) => ({
        last: row('reply_count.last', '+', row.ref('excluded.last')),
      })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  const first = Number(last) - replies.length + 1;
  await tables
    .insertInto('reply')
    .values(
      replies.map((reply, index) => ({
        reply_id: reply.replyId,
        client,
        number: first + index,
        submission_id: reply.submissionId,
        value: JSON.stringify(reply),
      })),
    )
    .execute();
}

function replyIn(record: StoredEvent): Reply {
  let reply: Partial<Reply> | null;
  try {
    reply = JSON.parse(Buffer.from(record.value).toString()) as Partial<Reply> | null;
  } catch {
    // The parser's own message quotes the text.
    throw new Failure('poison', 'The record of a reply is not JSON.');
  }
  const { replyId, client, submissionId, documents } = reply ?? {};
  const named = [replyId, client, submissionId].every((id) => typeof id === 'string');
  if (!named || !Array.isArray(documents)) {
    throw new Failure('poison', 'The record is no reply.');
  }
  return reply as Reply;
}
