import type { Readable } from 'node:stream';
import type { OutgoingAttachment } from '#destinations';
import type { DestinationConfig } from '#domain';
import { attachmentsOf } from '../queued-message.js';

/** Where attachments lie. */
export interface Blobs {
  open(uri: string): Readable;
}

/** The readable summaries of submissions. */
export interface AttachableSummaries {
  /** Undefined where there is none. Throws where it cannot be made. */
  of(message: {
    submissionId: string;
    headers: Record<string, string>;
  }): Promise<OutgoingAttachment | undefined>;
}

export interface AttachmentPorts {
  blobs: Blobs;
  summaries: AttachableSummaries;
  log: { error(fields: object, message: string): void };
}

interface Message {
  messageId: string;
  submissionId: string;
  destination: string;
  headers: Record<string, string>;
}

/** What goes along with a message: its attachments, and the summary where its destination gets that. */
export async function attachmentsAlong(
  { blobs, summaries, log }: AttachmentPorts,
  message: Message,
  config: Pick<DestinationConfig, 'summary'> | undefined,
): Promise<OutgoingAttachment[]> {
  const summary = config?.summary ? await summaryOf(summaries, message, log) : undefined;
  return [
    ...attachmentsOf(message.headers).map((attachment) => ({
      ...attachment,
      open: () => blobs.open(attachment.uri),
    })),
    ...(summary === undefined ? [] : [summary]),
  ];
}

/** A message never waits for its summary: where none can be made, it goes without. */
async function summaryOf(
  summaries: AttachableSummaries,
  message: Message,
  log: AttachmentPorts['log'],
): Promise<OutgoingAttachment | undefined> {
  try {
    return await summaries.of(message);
  } catch (err) {
    const { messageId, submissionId, destination } = message;
    log.error(
      { messageId, submissionId, destination, err },
      'A summary could not be made; its message is delivered without it',
    );
    return undefined;
  }
}
