import type { PurgeRequest } from '#domain';
import type { Tables } from './queue/positional.js';

const SETTLED = ['delivered', 'rejected', 'discarded', 'replaced'] as const;

/**
 * Deletes all rows of a submission that is past the time of the journal: its deliveries and those of replies to it, what
 * came of each attempt, what case systems acknowledged and posted. A delivery that is not settled stays, whoever asks.
 */
export async function forgetDeliveries(
  tables: Tables,
  { submissionId, messageIds }: Pick<PurgeRequest, 'messageIds'> & { submissionId: string },
): Promise<void> {
  if (messageIds.length > 0) {
    const settled = await tables
      .selectFrom('delivery')
      .select('id')
      .where('message_id', 'in', messageIds)
      .where('submission_id', '=', submissionId)
      .where('state', 'in', SETTLED)
      .execute();
    const ids = settled.map(({ id }) => id);
    if (ids.length > 0) await deleteDeliveries(tables, ids);
  }
  await tables
    .deleteFrom('case_reply')
    .where('submission_id', '=', submissionId)
    .where(({ and, not, exists, selectFrom }) =>
      and([
        not(
          exists(
            selectFrom('delivery as w')
              .select('w.id')
              .whereRef('w.message_id', '=', 'case_reply.reply_id'),
          ),
        ),
        not(
          exists(
            selectFrom('case_reply_document as d')
              .select('d.uri')
              .whereRef('d.reply_id', '=', 'case_reply.reply_id'),
          ),
        ),
      ]),
    )
    .execute();
}

async function deleteDeliveries(tables: Tables, ids: readonly number[]): Promise<void> {
  for (const table of [
    'delivery_payload',
    'delivery_attempt',
    'delivery_acknowledgement',
    'delivery_lease',
  ] as const) {
    await tables.deleteFrom(table).where('delivery_id', 'in', ids).execute();
  }
  await tables.deleteFrom('delivery').where('id', 'in', ids).execute();
}

/** Deletes decisions about destinations from before the time of the journal: they name operators. */
export async function forgetDecisions(tables: Tables, before: string): Promise<void> {
  await tables.deleteFrom('destination_operation').where('at', '<', Date.parse(before)).execute();
}
