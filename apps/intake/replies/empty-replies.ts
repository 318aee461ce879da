import type { Kysely } from 'kysely';
import type { Reply } from '#domain';
import type { IntakeTables } from '../intake.tables.js';

/**
 * Takes out of the replies to a submission what somebody wrote: texts, file number, documents, and what the submission
 * had brought along. That there was a reply, its kind, status and outcome stay, and so does its number: the cursor of
 * who fetches never moves back. A reply later than `before` is left alone.
 */
export async function emptyReplies(
  tables: Kysely<IntakeTables>,
  submissionId: string,
  before: string,
): Promise<void> {
  const rows = await tables
    .selectFrom('reply')
    .select(['reply_id', 'value'])
    .where('submission_id', '=', submissionId)
    .execute();
  for (const { reply_id, value } of rows) {
    const reply = JSON.parse(value) as Reply;
    if (Date.parse(reply.at) > Date.parse(before)) continue;
    const emptied: Reply = {
      ...reply,
      text: null,
      deadline: null,
      fileNumber: null,
      documents: [],
      replyChannel: null,
      authentication: null,
      payment: null,
    };
    await tables
      .updateTable('reply')
      .set({ value: JSON.stringify(emptied) })
      .where('reply_id', '=', reply_id)
      .execute();
  }
}
