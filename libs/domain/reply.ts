import type { Json, JsonObject } from './json.js';
import type { Authentication } from './submission.js';

/** What a case system may post. What it says about a message itself is an acknowledgement. */
export const REPLY_KINDS = ['status', 'query', 'decision', 'message'] as const;
export type ReplyKind = (typeof REPLY_KINDS)[number] | 'acknowledgement';

/** Where the work on a case stands, after the status monitor of BundID. */
export const CASE_STATUSES = [
  'INITIATED',
  'SUBMITTED',
  'RECEIVED',
  'PROCESSING',
  'ACTION_REQUIRED',
  'COMPLETED',
] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** How a case ended: a field of its own, for a completed case says nothing about it. */
export const CASE_OUTCOMES = ['granted', 'partly-granted', 'refused', 'withdrawn'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** The webhook of a client, among the destinations: no destination of a landscape can have this id. */
export function clientDestination(client: string): string {
  return `client:${client}`;
}

/** The member of `dead-letters` for replies that reach no online service. */
export const REPLY_LETTERS = 'replies';

/** A document as the case system announces it. `sha512` is 128 hex digits. */
export interface AnnouncedDocument {
  id: string;
  name: string;
  mediaType: string;
  sha512: string;
}

/** A document as it is kept: `uri` names the blob, `size` is in bytes. */
export interface StoredDocument extends AnnouncedDocument {
  uri: string;
  size: number;
}

/** What a case system posts (Rückmeldung). `reference` is its own id of the reply. `deadline` is a calendar date. */
export interface PostedReply {
  reference: string;
  kind: (typeof REPLY_KINDS)[number];
  status?: CaseStatus;
  outcome?: CaseOutcome;
  text?: string;
  deadline?: string;
  fileNumber?: string;
  documents?: AnnouncedDocument[];
}

/**
 * A reply as it travels on the topic `replies`: for the online service `client`, about its submission with the
 * reference `submissionReference`. What the submission said about the channel of answers, the authentication and the
 * payment comes back unchanged; null once the submission's payload is deleted.
 */
export interface Reply {
  replyId: string;
  submissionId: string;
  caseId: string;
  messageId: string;
  destination: string;
  client: string;
  submissionReference: string;
  /** ISO 8601 in UTC. */
  at: string;
  kind: ReplyKind;
  /** What the case system says about the message; `code` is the reason of a rejection. Of an acknowledgement alone. */
  acknowledgement: {
    outcome: 'accepted' | 'rejected' | 'not-responsible';
    code: string | null;
  } | null;
  status: CaseStatus | null;
  outcome: CaseOutcome | null;
  text: string | null;
  deadline: string | null;
  /** Aktenzeichen. It may be formed from names. */
  fileNumber: string | null;
  documents: StoredDocument[];
  replyChannel: Json;
  authentication: Authentication | null;
  payment: JsonObject | null;
}
