import { Failure, type Reply, type StoredDocument } from '#domain';
import type { Store } from '#store';
import type { IntakeTables } from '../intake.tables.js';

type Reading = Pick<Store, 'tables'>;

/** The replies to a client's submissions after a number, in order; one more than asked for where there are more. */
export async function repliesAfter(
  store: Reading,
  client: string,
  after: number,
  limit: number,
): Promise<{ number: number; reply: Reply }[]> {
  const rows = await store
    .tables<IntakeTables>()
    .selectFrom('reply')
    .select(['number', 'value'])
    .where('client', '=', client)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit + 1)
    .execute();
  return rows.map(({ number, value }) => ({
    number: Number(number),
    reply: JSON.parse(value) as Reply,
  }));
}

/**
 * A document of a reply to a submission of the client.
 *
 * @throws Failure `not-found` where there is none, or the reply is to another client's submission
 */
export async function documentOf(
  store: Reading,
  client: string,
  replyId: string,
  documentId: string,
): Promise<{ reply: Reply; document: StoredDocument }> {
  const row = await store
    .tables<IntakeTables>()
    .selectFrom('reply')
    .select(['client', 'value'])
    .where('reply_id', '=', replyId)
    .executeTakeFirst();
  const reply = row?.client === client ? (JSON.parse(row.value) as Reply) : undefined;
  const document = reply?.documents.find(({ id }) => id === documentId);
  if (reply === undefined || document === undefined) {
    throw new Failure('not-found', 'This client has no such reply or document.');
  }
  return { reply, document };
}

/** What the case system has said about a submission so far. */
export interface CaseStanding {
  status: Reply['status'];
  outcome: Reply['outcome'];
  fileNumber: Reply['fileNumber'];
  /** ISO 8601 in UTC. */
  updatedAt: string;
  /** How many replies there are to fetch. */
  replies: number;
}

/** Undefined where the case system has said nothing yet. Of each field the latest counts. */
export async function caseStanding(
  store: Reading,
  submissionId: string,
): Promise<CaseStanding | undefined> {
  const rows = await store
    .tables<IntakeTables>()
    .selectFrom('reply')
    .select('value')
    .where('submission_id', '=', submissionId)
    .orderBy('number')
    .execute();
  const replies = rows.map(({ value }) => JSON.parse(value) as Reply);
  const latest = replies.at(-1);
  if (latest === undefined) return undefined;
  const standing = { status: null, outcome: null, fileNumber: null } as Pick<
    CaseStanding,
    'status' | 'outcome' | 'fileNumber'
  >;
  for (const { status, outcome, fileNumber } of replies) {
    standing.status = status ?? standing.status;
    standing.outcome = outcome ?? standing.outcome;
    standing.fileNumber = fileNumber ?? standing.fileNumber;
  }
  return { ...standing, updatedAt: latest.at, replies: replies.length };
}
