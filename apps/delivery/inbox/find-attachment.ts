import { Failure, type StoredAttachment } from '#domain';
import type { Store } from '#store';
import type { DeliveryRef } from '../queue/operate.js';
import { attachmentsOf } from '../queued-message.js';
import { findMessage } from './find-message.js';

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
  const { headers, ...ids } = await findMessage(store, ref);
  const attachment = attachmentsOf(headers).find(({ id }) => id === attachmentId);
  if (attachment === undefined) {
    throw new Failure('not-found', 'The message has no such attachment. Check the id.');
  }
  return { attachment, ...ids };
}
