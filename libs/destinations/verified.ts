import { createHash } from 'node:crypto';
import type { OutgoingAttachment } from './destination.js';

/** An attachment that can no longer be read, or whose bytes are not those that were accepted. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';

  constructor(
    readonly attachmentId: string,
    /** `changed`: size or hash differ; `unreadable`: the blob could not be read to its end. */
    readonly problem: 'changed' | 'unreadable',
    options?: ErrorOptions,
  ) {
    super(`The attachment ${attachmentId} is ${problem}`, options);
  }
}

/** Bytes and what they must be. */
export type VerifiedBytes = Pick<OutgoingAttachment, 'id' | 'size' | 'sha512' | 'open'>;

/** The bytes of an attachment; ends with AttachmentError unless they are exactly those that were accepted. */
export async function* verified(attachment: VerifiedBytes): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha512');
  let size = 0;
  const source = attachment.open();
  const unreadable = (cause: unknown) =>
    new AttachmentError(attachment.id, 'unreadable', { cause });
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((error) => Promise.reject(unreadable(error)));
      if (next.done === true) break;
      size += next.value.length;
      if (size > attachment.size) break;
      hash.update(next.value);
      yield next.value;
    }
  } finally {
    source.destroy();
  }
  if (size !== attachment.size || hash.digest('hex') !== attachment.sha512.toLowerCase()) {
    throw new AttachmentError(attachment.id, 'changed');
  }
}
