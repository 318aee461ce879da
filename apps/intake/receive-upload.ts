import type { IncomingMessage } from 'node:http';
import { type AnnouncedAttachment, MOST_ATTACHMENTS } from '#domain';
import { UnknownOutcome } from '#store';
import { firstPart, type PartBlobs, readParts, StoredParts } from '#upload';
import type { AcceptSubmission, Receipt } from './accept-submission.js';
import { invalid } from './check-submission.js';
import type { Platform } from './platform.js';

export interface UploadPorts {
  acceptance: Pick<AcceptSubmission, 'check' | 'accept'>;
  blobs: PartBlobs;
  /** Sizes in bytes, time in seconds. */
  limits: { maxData: number; maxAttachment: number; uploadTimeout: number };
  log: { warn(fields: object, message: string): void };
}

/**
 * Takes a submission with its attachments as they stream in. All of it is accepted or nothing stays: whatever goes
 * wrong, the blobs written for it are removed, and only those. Where nobody knows whether it was accepted they stay.
 */
export class ReceiveUpload {
  readonly #ports: UploadPorts;

  constructor(ports: UploadPorts) {
    this.#ports = ports;
  }

  async receive(platform: Platform, request: IncomingMessage): Promise<Receipt> {
    const { acceptance, blobs, limits, log } = this.#ports;
    const parts = readParts(request, {
      parts: MOST_ATTACHMENTS + 2,
      milliseconds: limits.uploadTimeout * 1000,
    });
    const stored = new StoredParts<AnnouncedAttachment>({
      blobs,
      thing: 'attachment',
      pointer: '/attachments',
      refuse: invalid,
      log,
    });
    let kept = false;
    try {
      const raw = await firstPart(parts, 'submission', limits.maxData);
      const checked = await acceptance.check(platform, raw);
      if ('repeated' in checked) return checked;
      const { maximumSize = Number.POSITIVE_INFINITY, maximumTotal } =
        checked.admission.service.attachments ?? {};
      const attachments = await stored.store(parts, checked.posted.attachments ?? [], {
        each: Math.min(limits.maxAttachment, maximumSize),
        total: maximumTotal,
      });
      const receipt = await acceptance.accept(checked, attachments);
      kept = !receipt.repeated;
      return receipt;
    } catch (cause) {
      // The submission may be durable and need them; if it is not, the sweeper removes them.
      kept = cause instanceof UnknownOutcome;
      throw cause;
    } finally {
      await parts.return();
      if (!kept) await stored.remove();
    }
  }
}
