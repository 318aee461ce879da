import { type Alongside, alongsideIn, Failure, HEADERS } from '#domain';
import type { Store } from '#store';
import type { DeliveryState, DeliveryTables } from '../../delivery.tables.js';
import type { DeliveryRef } from '../../queue/operate.js';
import { positional } from '../../queue/positional.js';

interface Row {
  submission_id: string;
  case_id: string;
  cluster: string;
  state: DeliveryState;
  head: number;
  /** Null where the payload was deleted. */
  headers: string | null;
  value: Uint8Array | null;
}

const reading = positional<Row>((tables, value) =>
  tables
    .selectFrom('delivery as d')
    .leftJoin('delivery_payload as p', 'p.delivery_id', 'd.id')
    .select(['d.submission_id', 'd.case_id', 'd.cluster', 'd.state', 'd.head'])
    .select(['p.headers', 'p.value'])
    .where('d.message_id', '=', value(0))
    .where('d.destination', '=', value(1)),
);

export interface FoundMessage {
  messageId: string;
  submissionId: string;
  caseId: string;
  cluster: string;
  type: string;
  service: string;
  area: string;
  createdAt: string;
  test: boolean;
  noReplies: boolean;
  alongside: Alongside;
  replaces?: string;
  xml: Uint8Array;
}

/**
 * The bytes of a destination's message, from when its turn has come until its payload is deleted.
 *
 * @throws Failure `not-found`, or `conflict` while an earlier message of its case is not settled
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
  if (row.state === 'open' && row.head === 0) {
    throw new Failure(
      'conflict',
      'An earlier message of this case comes first. Acknowledge that; then this one is listed.',
    );
  }
  if (row.headers === null || row.value === null) {
    throw new Failure('not-found', 'The message was deleted on schedule.');
  }
  const headers = JSON.parse(row.headers) as Record<string, string>;
  const text = (name: string) => headers[name] ?? '';
  return {
    messageId: ref.messageId,
    submissionId: row.submission_id,
    caseId: row.case_id,
    cluster: row.cluster,
    type: text(HEADERS.messageType),
    service: text(HEADERS.service),
    area: text(HEADERS.area),
    createdAt: text(HEADERS.ceTime),
    test: headers[HEADERS.test] === 'true',
    noReplies: headers[HEADERS.replies] === 'none',
    alongside: alongsideIn(headers),
    ...(headers[HEADERS.replaces] && { replaces: headers[HEADERS.replaces] }),
    xml: row.value,
  };
}
