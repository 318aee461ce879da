import type { Selectable } from 'kysely';
import { prepared, type Store } from '#store';
import type { IntakeTables } from './intake.tables.js';

/** A submission as it is written at its acceptance. */
export type SubmissionRow = Omit<Selectable<IntakeTables['submission']>, 'fingerprint' | 'body'> & {
  body: Buffer;
};
export type KnownSubmission = Pick<
  Selectable<IntakeTables['submission']>,
  'submission_id' | 'client' | 'reference' | 'case_id' | 'received_at'
>;
/** With what tells whether another one is the same. */
export type ComparableSubmission = KnownSubmission &
  Pick<Selectable<IntakeTables['submission']>, 'body' | 'fingerprint'>;
/** What a follow-up needs of its case. `destinations` by target. */
export interface KnownCase {
  caseId: string;
  client: string;
  destinations: Record<string, string>;
}

const KNOWN = ['submission_id', 'client', 'reference', 'case_id', 'received_at'] as const;

const selectByReference = prepared<
  IntakeTables,
  { client: string; reference: string },
  ComparableSubmission
>((tables, value) =>
  tables
    .selectFrom('submission')
    .select([...KNOWN, 'body', 'fingerprint'])
    .where('client', '=', value('client'))
    .where('reference', '=', value('reference')),
);

const selectById = prepared<IntakeTables, { id: string }, KnownSubmission>((tables, value) =>
  tables.selectFrom('submission').select(KNOWN).where('submission_id', '=', value('id')),
);

/** The store, or a unit of work. */
type Reading = Pick<Store, 'tables'>;

/** Inside a unit of work this sees what the unit itself has written. */
export async function submissionByReference(
  store: Reading,
  client: string,
  reference: string,
): Promise<ComparableSubmission | undefined> {
  const { rows } = await selectByReference(store.tables<IntakeTables>(), { client, reference });
  return rows[0];
}

export async function submissionById(
  store: Reading,
  id: string,
): Promise<KnownSubmission | undefined> {
  const { rows } = await selectById(store.tables<IntakeTables>(), { id });
  return rows[0];
}

/** The case of a submission; every submission of a case keeps the destinations of its first. */
export async function caseOf(store: Reading, submissionId: string): Promise<KnownCase | undefined> {
  const row = await store
    .tables<IntakeTables>()
    .selectFrom('submission')
    .select(['case_id', 'client', 'destinations'])
    .where('submission_id', '=', submissionId)
    .executeTakeFirst();
  return (
    row && {
      caseId: row.case_id,
      client: row.client,
      destinations: JSON.parse(row.destinations) as Record<string, string>,
    }
  );
}

/** Which of the blobs belong to a submission. */
export async function referencedBlobs(store: Reading, uris: string[]): Promise<Set<string>> {
  const rows = await store
    .tables<IntakeTables>()
    .selectFrom('attachment')
    .select('uri')
    .where('uri', 'in', uris)
    .execute();
  return new Set(rows.map((row) => row.uri));
}
