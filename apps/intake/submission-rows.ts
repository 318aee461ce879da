import type { Selectable } from 'kysely';
import { prepared, type Store, type Tx } from '#store';
import type { IntakeTables } from './intake.tables.js';

type Row = Selectable<IntakeTables['submission']>;
export type KnownSubmission = Omit<Row, 'body' | 'destinations'>;
/** What a follow-up needs of its case. `destinations` by target. */
export interface KnownCase {
  caseId: string;
  client: string;
  destinations: Record<string, string>;
}

const KNOWN = [
  'submission_id',
  'client',
  'reference',
  'case_id',
  'received_at',
  'fingerprint',
] as const;

/** Changes nothing where the client has used the reference before. */
const insertSubmission = prepared<IntakeTables, Row>((tables, value) =>
  tables
    .insertInto('submission')
    .values({
      submission_id: value('submission_id'),
      client: value('client'),
      reference: value('reference'),
      case_id: value('case_id'),
      received_at: value('received_at'),
      fingerprint: value('fingerprint'),
      destinations: value('destinations'),
      body: value('body'),
    })
    .onConflict((conflict) => conflict.columns(['client', 'reference']).doNothing()),
);

const selectByReference = prepared<
  IntakeTables,
  { client: string; reference: string },
  KnownSubmission
>((tables, value) =>
  tables
    .selectFrom('submission')
    .select(KNOWN)
    .where('client', '=', value('client'))
    .where('reference', '=', value('reference')),
);

const selectById = prepared<IntakeTables, { id: string }, KnownSubmission>((tables, value) =>
  tables.selectFrom('submission').select(KNOWN).where('submission_id', '=', value('id')),
);

export async function keepSubmission(
  tx: Tx,
  row: Row,
  attachmentUris: readonly string[],
): Promise<KnownSubmission | undefined> {
  const tables = tx.tables<IntakeTables>();
  const { changed } = await insertSubmission(tables, row);
  if (changed === 0) {
    const { rows } = await selectByReference(tables, row);
    return rows[0];
  }
  if (attachmentUris.length > 0) {
    await tables
      .insertInto('attachment')
      .values(attachmentUris.map((uri) => ({ uri, submission_id: row.submission_id })))
      .execute();
  }
  return undefined;
}

type Reading = Pick<Store, 'tables'>;

export async function submissionByReference(
  store: Reading,
  client: string,
  reference: string,
): Promise<KnownSubmission | undefined> {
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

/** The case of a submission, or the case itself; every submission of a case keeps the destinations of its first. */
export async function knownCase(
  store: Reading,
  of: { submissionId: string } | { caseId: string },
): Promise<KnownCase | undefined> {
  const query = store
    .tables<IntakeTables>()
    .selectFrom('submission')
    .select(['case_id', 'client', 'destinations'])
    .limit(1);
  const row = await ('submissionId' in of
    ? query.where('submission_id', '=', of.submissionId)
    : query.where('case_id', '=', of.caseId)
  ).executeTakeFirst();
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
