import type { Readable } from 'node:stream';
import type { Alongside, FailureCode, StoredAttachment } from '#domain';

export interface OutgoingAttachment extends StoredAttachment {
  /** A fresh stream of the bytes, one per attempt. */
  open(): Readable;
}

/** A message on its way to a case system. The bytes and the id are the same on every attempt. */
export interface OutgoingMessage {
  messageId: string;
  /** The message type, e.g. `gewerbe.anmeldung.0010`. */
  type: string;
  submissionId: string;
  caseId: string;
  cluster: string;
  service: string;
  area: string;
  /** Where its record stands: `<topic>/<partition>/<offset>`. */
  origin: string;
  /** ISO 8601 with zone. */
  createdAt: string;
  test: boolean;
  /** No answer is wanted. */
  noReplies?: boolean;
  /** What the submission said beside the form data; absent for what is no message of a submission. */
  alongside?: Alongside;
  /** The id of the message that this one corrects; absent for all others. */
  replaces?: string;
  xml: Uint8Array;
  /** Of what stands in `xml`, where it is no XML. */
  mediaType?: string;
  attachments: readonly OutgoingAttachment[];
  /** Counts from 1. */
  attempt: number;
}

/** The destination has the message; `duplicate` where it had it already. `receipt` says how we know. */
interface Accepted {
  kind: 'accepted' | 'duplicate';
  receipt: string;
}

/** Trying again makes sense, after `retryAfterSeconds` where the destination asked for it. */
interface Retry {
  kind: 'retry';
  code: FailureCode;
  detail: string;
  retryAfterSeconds?: number;
  /** Certain to go wrong with any other message too, as it is the set-up of the destination. */
  anyMessage?: true;
}

/** Trying again with the same bytes does not help: a person is needed. */
interface Refused {
  kind: 'refused';
  code: FailureCode;
  detail: string;
  /** Most likely any other message would be refused too, as it is the set-up of the destination. */
  anyMessage?: true;
}

/** The destination says that it no longer exists. */
interface Gone {
  kind: 'gone';
  detail: string;
}

/**
 * The message lies where the case system takes it from by itself; it is delivered once that acknowledges it, and
 * until then nothing needs to be attempted.
 */
interface Offered {
  kind: 'offered';
  /** How long the acknowledgement may take. */
  withinSeconds: number;
}

/** How the peer answered. */
export interface Answer {
  /** E.g. `HTTP 503` or `SFTP 4`. */
  status: string;
  /** Of its text at most 500 characters, without anything that stands in the message; null where there was none. */
  excerpt: string | null;
}

/**
 * What became of an attempt. `detail` is a sentence for the operator, free of values of the application. `answer` is
 * absent where the peer gave none.
 */
export type Outcome = (Accepted | Offered | Retry | Refused | Gone) & { answer?: Answer };

/** A connection to one case system. Every transport type keeps this promise in the same way. */
export interface Destination {
  /**
   * One attempt. Never rejects: whatever goes wrong is an outcome. Repeating it with the same message is
   * harmless. Aborting the signal ends the attempt with a retry.
   */
  deliver(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome>;
  /** Ends open connections. */
  close(): Promise<void>;
}

export type AttachmentsLink = (
  of: { destination: string; messageId: string },
  expires: number,
) => string;

/** What a destination needs from the app that makes it. */
export interface DestinationContext {
  /** Relative folders lie in here. */
  dataFolder: string;
  /** Resolves `env:NAME` or `file:path`; throws a sentence where there is nothing. */
  readSecret(reference: string): string;
  /** Whether case systems can read the topics: those of the embedded log they cannot. */
  topicsInReach: boolean;
  /**
   * An address at which a case system gets the list of a message's attachments without a key until `expires`, in
   * seconds since 1970. Undefined where nobody said at which address this service is reached.
   */
  attachmentsLink?: AttachmentsLink | undefined;
  /** Milliseconds since 1970; the system's clock where left out. */
  now?: () => number;
}
