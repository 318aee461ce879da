import type { Json, JsonObject } from './json.js';

/** All but the first name an earlier submission of the same client in `relatesTo` and join its case. */
export const SUBMISSION_KINDS = ['application', 'supplement', 'amendment', 'withdrawal'] as const;
export type SubmissionKind = (typeof SUBMISSION_KINDS)[number];

/** Whether a submission may be answered. */
export const REPLIES_WANTED = ['wanted', 'none'] as const;
export type RepliesWanted = (typeof REPLIES_WANTED)[number];

/** Levels of assurance after eIDAS (Vertrauensniveau), lowest first. */
export const LEVELS_OF_ASSURANCE = ['low', 'substantial', 'high'] as const;
export type LevelOfAssurance = (typeof LEVELS_OF_ASSURANCE)[number];

export interface Authentication {
  means: string;
  levelOfAssurance: LevelOfAssurance;
}

/** An attachment as the client announces it. `sha512` is 128 hex digits; `size` is in bytes and may be left out. */
export interface AnnouncedAttachment {
  id: string;
  name: string;
  mediaType: string;
  purpose: string;
  sha512: string;
  size?: number;
}

/** An attachment as it is kept: `uri` names the blob, `size` is in bytes. */
export interface StoredAttachment extends AnnouncedAttachment {
  uri: string;
  size: number;
}

/** What an online service posts (Einreichung). Times are ISO 8601 with zone. */
export interface Submission {
  service: string;
  area: string;
  reference: string;
  kind: SubmissionKind;
  relatesTo: string | null;
  submittedAt: string;
  caseId: string | null;
  test: boolean;
  restricted: boolean;
  data: JsonObject;
  authentication: Authentication | null;
  payment: JsonObject | null;
  replyChannel: Json;
  replies: RepliesWanted;
  attachments: AnnouncedAttachment[];
}

/**
 * A submission as it travels on the topic `submissions`. `receivedAt` is the legal date of receipt.
 * `caseDestinations` binds a follow-up to the destinations of its case, by target; null opens a case.
 * `area` is the ARS that the submission's `area` stands for (an AGS translated).
 */
export interface AcceptedSubmission {
  submissionId: string;
  caseId: string;
  client: string;
  receivedAt: string;
  area: string;
  caseDestinations: Record<string, string> | null;
  attachments: StoredAttachment[];
  /** When an operator corrected the form data last; absent while they are as they were posted. ISO 8601. */
  correctedAt?: string;
  submission: Partial<Submission> & Pick<Submission, 'service' | 'area' | 'reference' | 'data'>;
}

/** Fills what a client may leave out with what leaving it out means. */
export function completed(
  posted: AcceptedSubmission['submission'],
  receivedAt: string,
): Submission {
  return {
    service: posted.service,
    area: posted.area,
    reference: posted.reference,
    kind: posted.kind ?? 'application',
    relatesTo: posted.relatesTo ?? null,
    submittedAt: posted.submittedAt ?? receivedAt,
    caseId: posted.caseId ?? null,
    test: posted.test ?? false,
    restricted: posted.restricted ?? false,
    data: posted.data,
    authentication: posted.authentication ?? null,
    payment: posted.payment ?? null,
    replyChannel: posted.replyChannel ?? null,
    replies: posted.replies ?? 'wanted',
    attachments: posted.attachments ?? [],
  };
}

/** Whether `actual` reaches `minimum`; no authentication reaches no minimum. */
export function reaches(
  actual: LevelOfAssurance | undefined,
  minimum: LevelOfAssurance | undefined,
): boolean {
  if (minimum === undefined) return true;
  if (actual === undefined) return false;
  return LEVELS_OF_ASSURANCE.indexOf(actual) >= LEVELS_OF_ASSURANCE.indexOf(minimum);
}
