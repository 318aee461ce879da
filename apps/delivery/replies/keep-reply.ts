import { Failure, HEADERS, type PostedReply, type Reply } from '#domain';
import type { EventLog, NewEvent } from '#event-log';
import type { Tx } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import { journalled } from '../records.js';
import { fingerprint } from './fingerprint.js';

/** What the case system is told. `repeated`: it was accepted before. */
export interface ReplyReceipt {
  replyId: string;
  submissionId: string;
  caseId: string;
  receivedAt: string;
  repeated: boolean;
}

/** The receipt of a reply that the case system has posted before. */
export async function knownReply(
  reading: Pick<Tx, 'tables'>,
  destination: string,
  posted: PostedReply,
  messageId: string,
): Promise<ReplyReceipt | undefined> {
  const known = await reading
    .tables<DeliveryTables>()
    .selectFrom('case_reply')
    .selectAll()
    .where('destination', '=', destination)
    .where('reference', '=', posted.reference)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  const same = Buffer.from(known.fingerprint).equals(fingerprint(known.reply_id, posted));
  if (!same || known.message_id !== messageId) throw conflict();
  return {
    replyId: known.reply_id,
    submissionId: known.submission_id,
    caseId: known.case_id,
    receivedAt: known.received_at,
    repeated: true,
  };
}

/**
 * Keeps a reply and tells it to the online service and the journal, all in the caller's unit of work; or gives the
 * receipt of the same one before.
 *
 * @throws Failure `conflict` where the reference stands for another one
 */
export async function keepReply(
  tx: Tx,
  eventLog: Pick<EventLog, 'append'>,
  reply: Reply,
  posted: PostedReply,
): Promise<ReplyReceipt> {
  const { replyId, submissionId, caseId, messageId, destination, at } = reply;
  const tables = tx.tables<DeliveryTables>();
  const inserted = await tables
    .insertInto('case_reply')
    .values({
      reply_id: replyId,
      destination,
      reference: posted.reference,
      message_id: messageId,
      submission_id: submissionId,
      case_id: caseId,
      received_at: at,
      fingerprint: fingerprint(replyId, posted),
    })
    .onConflict((conflict) => conflict.columns(['destination', 'reference']).doNothing())
    .returning('reply_id')
    .executeTakeFirst();
  if (inserted === undefined) {
    const known = await knownReply(tx, destination, posted, messageId);
    if (known === undefined) throw new Failure('unavailable');
    return known;
  }
  if (reply.documents.length > 0) {
    await tables
      .insertInto('case_reply_document')
      .values(reply.documents.map(({ uri }) => ({ uri, reply_id: replyId })))
      .execute();
  }
  await eventLog.append(tx, replied(reply));
  return { replyId, submissionId, caseId, receivedAt: at, repeated: false };
}

/** What a reply announces: itself for the online service, and that there is one for the journal. */
export function replied(reply: Reply): NewEvent[] {
  const { replyId, submissionId, caseId, messageId, destination, at, kind } = reply;
  return [
    {
      topic: 'replies',
      key: caseId,
      value: Buffer.from(JSON.stringify(reply)),
      headers: { [HEADERS.submissionId]: submissionId, [HEADERS.client]: reply.client },
    },
    journalled({
      type: 'replied',
      submissionId,
      caseId,
      at,
      replyId,
      messageId,
      destination,
      kind,
      documents: reply.documents.length,
    }),
  ];
}

function conflict(): Failure {
  const detail = 'Used before with other content.';
  return new Failure(
    'conflict',
    'This reference stands for another reply already. Post other content under a new reference.',
    { findings: [{ pointer: '/reference', code: 'conflict', detail }] },
  );
}

/** Which of the blobs belong to a reply, or wait for one. */
export async function referencedDocuments(
  reading: Pick<Tx, 'tables'>,
  uris: string[],
): Promise<Set<string>> {
  const tables = reading.tables<DeliveryTables>();
  const rows = await tables
    .selectFrom('case_reply_document')
    .select('uri')
    .where('uri', 'in', uris)
    .unionAll(tables.selectFrom('answer_document').select('uri').where('uri', 'in', uris))
    .execute();
  return new Set(rows.map((row) => row.uri));
}
