import type { FailureCode, Finding } from './failure.js';
import type { ReplyKind } from './reply.js';
import type { SubmissionKind } from './submission.js';

export type Stage = 'transform' | 'delivery' | 'internal';

/** Which message goes where, as decided by transform. */
export interface PlannedMessage {
  messageId: string;
  type: string;
  target: string;
  cluster: string;
  destination: string;
}

/** What happened to a submission. Nothing here comes from the form data. `at` is ISO 8601 in UTC. */
export type JournalEvent = { submissionId: string; caseId: string; at: string } & (
  | {
      type: 'received';
      client: string;
      reference: string;
      service: string;
      area: string;
      kind: SubmissionKind;
      test: boolean;
      restricted: boolean;
      attachments: number;
    }
  | { type: 'waiting'; behind: string }
  | {
      type: 'transformed';
      landscapeVersion: string;
      packageVersion: string;
      authority: string;
      municipality: string | null;
      reason: string;
      messages: PlannedMessage[];
    }
  | { type: 'delivering'; messageId: string; destination: string }
  | {
      type: 'attempt-failed';
      messageId: string;
      destination: string;
      attempt: number;
      code: FailureCode;
      detail: string;
      nextAttemptAt: string | null;
    }
  | {
      type: 'delivered';
      messageId: string;
      destination: string;
      attempt: number;
      /** What the destination gave as its receipt: a file name, a status. */
      receipt: string;
    }
  | {
      type: 'acknowledged';
      messageId: string;
      destination: string;
      /** `received` is technical, `accepted` says that the case system works on it. */
      outcome: 'received' | 'accepted';
    }
  | {
      type: 'rejected';
      messageId: string;
      destination: string;
      code: string;
    }
  | {
      /** What the case system wrote is not here: a reply is data of the case. */
      type: 'replied';
      replyId: string;
      messageId: string;
      destination: string;
      kind: ReplyKind;
      documents: number;
    }
  | {
      /** The online service has it by its webhook. */
      type: 'reply-delivered';
      replyId: string;
      attempt: number;
    }
  | {
      type: 'dead-lettered';
      deadLetterId: string;
      stage: Stage;
      code: FailureCode;
      findings: Finding[];
      messageId: string | null;
      destination: string | null;
      /** The version whose mapping failed, or made the message; absent in events of old. */
      packageVersion?: string | null;
    }
  | {
      type: 'replayed';
      deadLetterId: string;
      stage: Stage;
      messageId: string | null;
      operator: string;
    }
  | {
      type: 'discarded';
      deadLetterId: string;
      stage: Stage;
      messageId: string | null;
      operator: string;
      reason: string;
    }
  | {
      /** An operator corrected what failed; it goes through the checks again. */
      type: 'corrected';
      deadLetterId: string;
      stage: Stage;
      /** The message that failed, and the id of the one that is to replace it; null where there was none yet. */
      messageId: string | null;
      newMessageId: string | null;
      operator: string;
      /** JSON pointers or XML paths of what was changed. */
      fields: string[];
    }
  | {
      /** A message with other bytes stands in the cluster's topic, in the place of one that failed. */
      type: 'replaced';
      messageId: string;
      newMessage: PlannedMessage;
    }
  | {
      /** One of several operators looks after a dead letter; null: nobody in particular does any more. */
      type: 'assigned';
      deadLetterId: string;
      stage: Stage;
      messageId: string | null;
      operator: string;
      to: string | null;
    }
  /** What the submission brought along is deleted from here on; `days` after it was settled, as the cluster has it. */
  | { type: 'purged'; cluster: string | null; days: number }
);

/** Before the destination whose rule decided: in the place of an operator's name, and never part of one. */
export const RULE = 'rule:';
