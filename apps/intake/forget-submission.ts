import type { Kysely } from 'kysely';
import type { IntakeTables } from './intake.tables.js';

/**
 * Deletes all rows of a submission that is past the time of the journal. The one that opened a case stays while another
 * of the case is there, which may have come since somebody asked: a follow-up needs it. The count of the client's
 * replies stays too, so that no cursor moves back.
 */
export async function forgetSubmission(
  tables: Kysely<IntakeTables>,
  submissionId: string,
): Promise<void> {
  const { numDeletedRows } = await tables
    .deleteFrom('submission')
    .where('submission_id', '=', submissionId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('submission as other')
            .select('other.submission_id')
            .where('other.case_id', '=', submissionId)
            .whereRef('other.case_id', '<>', 'other.submission_id'),
        ),
      ),
    )
    .executeTakeFirst();
  if (numDeletedRows === 0n) return;
  await tables.deleteFrom('reply').where('submission_id', '=', submissionId).execute();
}
