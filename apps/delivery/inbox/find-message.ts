import { Failure } from '#domain';
import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import type { DeliveryRef } from '../queue/operate.js';
import { positional } from '../queue/positional.js';

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

export interface FoundMessage {
  submissionId: string;
  caseId: string;
  headers: Record<string, string>;
}

/**
 * A message of a destination, whatever has become of it.
 *
 * @throws Failure `not-found` where there is no such message, or its payload was deleted
 */
export async function findMessage(
  store: Pick<Store, 'tables'>,
  ref: DeliveryRef,
): Promise<FoundMessage> {
  const { rows } = await reading(store.tables<DeliveryTables>(), [ref.messageId, ref.destination]);
  const [row] = rows;
  if (row === undefined) {
    throw new Failure('not-found', 'This destination has no such message. Check the id.');
  }
  if (row.headers === null) {
    throw new Failure('not-found', 'What belongs to the message was deleted on schedule.');
  }
  return {
    submissionId: row.submission_id,
    caseId: row.case_id,
    headers: JSON.parse(row.headers) as Record<string, string>,
  };
}
