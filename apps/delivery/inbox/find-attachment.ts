import type { OutgoingAttachment } from '#destinations';
import { Failure } from '#domain';
import type { Store } from '#store';
import type { AttachableSummaries, Blobs } from '../attempts/attachments-along.js';
import type { DeliveryRef } from '../queue/operate.js';
import { attachmentsOf } from '../queued-message.js';
import { SUMMARY } from '../summary/summary-attachment.js';
import { findMessage } from './find-message.js';

export interface FoundAttachment {
  attachment: OutgoingAttachment;
  submissionId: string;
  caseId: string;
}

export interface FindAttachmentPorts {
  store: Pick<Store, 'tables'>;
  blobs: Blobs;
  summaries: AttachableSummaries;
}

/**
 * An attachment of a destination's message, or its summary, which goes along like one, whatever has become of the
 * message.
 *
 * @throws Failure `not-found` where there is no such message or attachment, or its payload was deleted
 */
export async function findAttachment(
  { store, blobs, summaries }: FindAttachmentPorts,
  ref: DeliveryRef,
  attachmentId: string,
): Promise<FoundAttachment> {
  const found = await findMessage(store, ref);
  const { headers, ...ids } = found;
  if (attachmentId === SUMMARY.id) {
    const summary = await summaries.of(found);
    if (summary !== undefined) return { attachment: summary, ...ids };
    throw new Failure('not-found', 'What belongs to the message was deleted on schedule.');
  }
  const attachment = attachmentsOf(headers).find(({ id }) => id === attachmentId);
  if (attachment === undefined) {
    throw new Failure('not-found', 'The message has no such attachment. Check the id.');
  }
  return { attachment: { ...attachment, open: () => blobs.open(attachment.uri) }, ...ids };
}
