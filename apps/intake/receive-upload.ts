import type { IncomingMessage } from 'node:http';
import {
  type AnnouncedAttachment,
  Failure,
  type Finding,
  MOST_ATTACHMENTS,
  type StoredAttachment,
} from '#domain';
import { UnknownOutcome } from '#store';
import type { AcceptSubmission, Checked, Receipt } from './accept-submission.js';
import { invalid } from './check-submission.js';
import type { Platform } from './platform.js';
import { type Part, readParts } from './read-parts.js';

/** Where attachments go. What `write` resolves with is durable. */
export interface AttachmentBlobs {
  write(
    stream: AsyncIterable<Uint8Array>,
    limitBytes: number,
  ): Promise<{ uri: string; size: number; sha512: string }>;
  remove(uri: string): Promise<void>;
}

export interface UploadPorts {
  acceptance: Pick<AcceptSubmission, 'check' | 'accept'>;
  blobs: AttachmentBlobs;
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
    const { acceptance, limits } = this.#ports;
    const parts = readParts(request, {
      parts: MOST_ATTACHMENTS + 2,
      milliseconds: limits.uploadTimeout * 1000,
    });
    const stored = new Map<string, StoredAttachment>();
    let kept = false;
    try {
      const raw = await submissionPart(parts, limits.maxData);
      const checked = await acceptance.check(platform, raw);
      if ('repeated' in checked) return checked;
      await this.#storeAll(parts, checked, stored);
      const receipt = await acceptance.accept(checked, inOrder(checked, stored));
      kept = !receipt.repeated;
      return receipt;
    } catch (cause) {
      // The submission may be durable and need them; if it is not, the sweeper removes them.
      kept = cause instanceof UnknownOutcome;
      throw cause;
    } finally {
      await parts.return();
      if (!kept) await this.#remove([...stored.values()]);
    }
  }

  async #storeAll(
    parts: AsyncGenerator<Part, void>,
    checked: Checked,
    stored: Map<string, StoredAttachment>,
  ): Promise<void> {
    const announced = checked.posted.attachments ?? [];
    const limit = Math.min(
      this.#ports.limits.maxAttachment,
      checked.admission.service.attachments?.maximumSize ?? Number.POSITIVE_INFINITY,
    );
    for await (const part of parts) {
      const attachment = announced.find(({ id }) => id === part.name);
      if (attachment === undefined || stored.has(attachment.id)) throw unexpected(attachment);
      const { uri, size, sha512 } = await this.#ports.blobs.write(part.stream, limit);
      stored.set(attachment.id, { ...attachment, sha512, uri, size });
    }
    const findings = announced.flatMap((attachment, index) =>
      mismatch(attachment, index, stored.get(attachment.id)),
    );
    if (findings.length > 0) throw invalid(findings);
  }

  async #remove(attachments: StoredAttachment[]): Promise<void> {
    for (const { uri } of attachments) {
      await this.#ports.blobs.remove(uri).catch((err: unknown) => {
        this.#ports.log.warn({ uri, err }, 'A blob was not removed; the sweeper will do it');
      });
    }
  }
}

async function submissionPart(
  parts: AsyncGenerator<Part, void>,
  limitBytes: number,
): Promise<Buffer> {
  const first = await parts.next();
  if (first.done || first.value.name !== 'submission') {
    throw new Failure('malformed', 'The first part of a multipart body is named submission.');
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of first.value.stream) {
    size += chunk.length;
    if (size > limitBytes) {
      throw new Failure('too-large', `The part submission is larger than ${limitBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function mismatch(
  announced: AnnouncedAttachment,
  index: number,
  stored: StoredAttachment | undefined,
): Finding[] {
  if (stored === undefined) {
    return [
      {
        pointer: `/attachments/${index}`,
        code: 'missing-part',
        detail: 'The body has no part that is named by the id of this attachment.',
      },
    ];
  }
  if (stored.sha512 === announced.sha512.toLowerCase()) return [];
  return [
    {
      pointer: `/attachments/${index}/sha512`,
      code: 'hash',
      detail: 'The bytes that arrived have another SHA-512.',
    },
  ];
}

function unexpected(duplicate: AnnouncedAttachment | undefined): Failure {
  return invalid([
    duplicate === undefined
      ? {
          pointer: '/attachments',
          code: 'unannounced-part',
          detail: 'The body has a part whose name is no id of an announced attachment.',
        }
      : {
          pointer: '/attachments',
          code: 'duplicate-part',
          detail: 'The body has two parts for one attachment.',
        },
  ]);
}

function inOrder(checked: Checked, stored: Map<string, StoredAttachment>): StoredAttachment[] {
  return (checked.posted.attachments ?? []).map(({ id }) => stored.get(id) as StoredAttachment);
}
