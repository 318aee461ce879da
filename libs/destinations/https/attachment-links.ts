import type { AttachmentLink, OutgoingMessage } from '../destination.js';

/** Bytes. Servers refuse a header line of more than 8 KB. */
const LONGEST = 7_500;

/**
 * The header that names where each attachment is fetched: JSON in ASCII, as headers are. Undefined where it would be
 * longer than servers take.
 */
export function attachmentLinks(
  message: Pick<OutgoingMessage, 'messageId' | 'attachments'>,
  destination: string,
  link: AttachmentLink,
  expires: number,
): string | undefined {
  const { messageId, attachments } = message;
  const entries = attachments.map(({ id, name, mediaType, purpose, sha512, size }) => ({
    ...{ id, name, mediaType, purpose, sha512: sha512.toLowerCase(), size },
    url: link({ destination, messageId, attachmentId: id }, expires),
  }));
  const header = JSON.stringify(entries).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return header.length > LONGEST ? undefined : header;
}
