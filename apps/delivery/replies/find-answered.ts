import { alongsideOf, Failure, type Reply, type Submission } from '#domain';
import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import type { AnsweredTables } from './answered.tables.js';

/** Seconds after which a message that was read from the topic is known here too. */
const KNOWN_AFTER = 5;

/** The message that a reply is about, and what its submission said about answers. */
export type Answered = Pick<
  Reply,
  | 'submissionId'
  | 'caseId'
  | 'messageId'
  | 'destination'
  | 'client'
  | 'submissionReference'
  | 'replyChannel'
  | 'authentication'
  | 'payment'
>;

/**
 * Finds the message that a case system answers, among those of its destinations.
 *
 * @throws Failure `not-found` where there is none: whether it is another's is not told; `no-replies`
 */
export async function findAnswered(
  store: Pick<Store, 'tables'>,
  messageId: string,
  destinations: readonly string[],
): Promise<Answered> {
  const deliveries = await store
    .tables<DeliveryTables>()
    .selectFrom('delivery')
    .select(['submission_id', 'case_id', 'destination'])
    .where('message_id', '=', messageId)
    .execute();
  const delivery = deliveries.find(({ destination }) => destinations.includes(destination));
  const answered = delivery && (await answeredBy(store, { ...delivery, messageId }));
  if (answered === undefined) {
    throw new Failure(
      'not-found',
      'This key has no such message. Where it was just read from the topic, try again after Retry-After; else check the id.',
      { retryAfter: KNOWN_AFTER },
    );
  }
  const { wanted, ...about } = answered;
  if (!wanted) {
    throw new Failure(
      'no-replies',
      'The submission says that no answer is wanted (nahtlos_replies is none). Answer the applicant another way.',
    );
  }
  return about;
}

/** The same of a delivery at hand, and whether an answer is wanted; undefined where intake does not know of it. */
export async function answeredBy(
  reading: Pick<Store, 'tables'>,
  delivery: { messageId: string; destination: string; submission_id: string; case_id: string },
): Promise<(Answered & { wanted: boolean }) | undefined> {
  const submission = await reading
    .tables<AnsweredTables>()
    .selectFrom('submission')
    .select(['client', 'reference', 'replies', 'body'])
    .where('submission_id', '=', delivery.submission_id)
    .executeTakeFirst();
  return (
    submission && {
      messageId: delivery.messageId,
      submissionId: delivery.submission_id,
      caseId: delivery.case_id,
      destination: delivery.destination,
      client: submission.client,
      submissionReference: submission.reference,
      wanted: submission.replies !== 'none',
      ...alongsideOf(submission.body === null ? {} : JSON.parse(submission.body.toString())),
    }
  );
}

/** Whether nobody may see what a submission is about; also where its payload is gone, and with it the answer. */
export async function isRestrictedAnswer(
  reading: Pick<Store, 'tables'>,
  submissionId: string,
): Promise<boolean> {
  const row = await reading
    .tables<AnsweredTables>()
    .selectFrom('submission')
    .select('body')
    .where('submission_id', '=', submissionId)
    .executeTakeFirst();
  if (row === undefined || row.body === null) return true;
  return (JSON.parse(row.body.toString()) as Partial<Submission>).restricted === true;
}
