import type { Outcome } from './destination.js';
import type { AttachmentError } from './verified.js';

/** The message was not at fault and neither was the destination: our own store was. */
export function attachmentOutcome({ attachmentId, problem }: AttachmentError): Outcome {
  switch (problem) {
    case 'changed':
      return {
        kind: 'refused',
        code: 'poison',
        detail: `The stored bytes of attachment ${attachmentId} are not those that were accepted. Restore them from a backup, then replay.`,
      };
    case 'unreadable':
      return {
        kind: 'retry',
        code: 'internal',
        detail: `Attachment ${attachmentId} could not be read from the attachment store.`,
      };
  }
}
