import { createHmac } from 'node:crypto';

/** Tells a file number from another without keeping it. */
export function fileNumberMark(messageId: string, fileNumber: string): Buffer {
  return createHmac('sha256', messageId).update(fileNumber).digest();
}
