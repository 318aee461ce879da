import { Failure, type StoredAttachment } from '#domain';
import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import type { DeliveryRef } from '../queue/operate.js';
import { positional } from '../queue/positional.js';
import { attachmentsOf } from '../queued-message.js';

interface Row {
  submission_id: string;
  case_id: string;
  /** Null where the payload was deleted. */
  headers: string | null;
}

const reading = positional<Row>((tables, value) =>
  tables
    .selectFrom('delivery as d')
    .leftJoin('delivery_payload as p', 'p.delivery_id', 'd.id')
    .select(['d.submission_id', 'd.case_id', 'p.headers'])
    .where('d.message_id', '=', value(0))
    .where('d.destination', '=', value(1)),
);

export interface FoundAttachment {
  attachment: StoredAttachment;
  submissionId: string;
  caseId: string;
}

/**
 * Where an attachment of a destination's message lies, whatever has become of the message.
 *
 * @throws Failure `not-found` where there is no such message or attachment, or its payload was deleted
 */
export async function findAttachment(
  store: Pick<Store, 'tables'>,
  ref: DeliveryRef,
  attachmentId: string,
): Promise<FoundAttachment> {
  const { rows } = await reading(store.tables<DeliveryTables>(), [ref.messageId, ref.destination]);
  const [row] = rows;
  if (row === undefined) {
    throw new Failure('not-found', 'This destination has no such message. Check the id.');
  }
  if (row.headers === null) {
    throw new Failure('not-found', 'What belongs to the message was deleted on schedule.');
  }
  const headers = JSON.parse(row.headers) as Record<string, string>;
  const attachment = attachmentsOf(headers).find(({ id }) => id === attachmentId);
  if (attachment === undefined) {
    throw new Failure('not-found', 'The message has no such attachment. Check the id.');
  }
  return { attachment, submissionId: row.submission_id, caseId: row.case_id };
}
