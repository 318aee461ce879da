import type { Generated } from 'kysely';
import type { Outcome } from '#destinations';
import type { Breaker } from './breaker/breaker.js';

/**
 * `leased`: claimed by a process until `due_at`. `offered`: the case system has it within reach and acknowledges it
 * until `due_at`. The last four are final, but for a `delivered` one that the case system rejects. `replaced`: a
 * corrected message was queued in its place.
 */
export type DeliveryState =
  | 'open'
  | 'leased'
  | 'offered'
  | 'dead'
  | 'delivered'
  | 'rejected'
  | 'discarded'
  | 'replaced';

export type OutcomeKind = Outcome['kind'];

/** The tables that delivery writes. Times are milliseconds since 1970. */
export interface DeliveryTables {
  /** One message to one destination. */
  delivery: {
    id: Generated<number>;
    message_id: string;
    destination: string;
    case_id: string;
    submission_id: string;
    cluster: string;
    /** Of the payload, in bytes. */
    size: number;
    /** The record in the cluster's topic: the order of a case. */
    origin_topic: string;
    origin_partition: number;
    origin_offset: number | bigint;
    state: DeliveryState;
    /** 1 for the oldest unsettled delivery of a case at a destination, 0 for all others. */
    head: number;
    /** When it may be claimed (again); null for what cannot be claimed. */
    due_at: number | null;
    /** How often it was claimed; also tells a claim from an older one of the same delivery. */
    attempt: number;
    /** Failed attempts since it was opened or reopened. */
    failures: number;
    /**
     * The first failure or offer since it was opened or reopened, on the clock of its destination (`destinations/
     * state.ts`); null before that.
     */
    first_failed_at: number | null;
    last_code: string | null;
    last_detail: string | null;
    /** Why it is not attempted; see `queue/obstacle.ts`. Gone once it is reopened. */
    obstacle: string | null;
    created_at: number;
    settled_at: number | null;
  };
  /** What the case system said about a delivery; one answer each, and a later one that goes further replaces it. */
  delivery_acknowledgement: {
    delivery_id: number;
    outcome: 'received' | 'accepted' | 'rejected' | 'not-responsible';
    /** Of a rejection its reason; where the case system is not responsible, who it says is. */
    code: string | null;
    acknowledged_at: number;
    /** Tells the file number that was given from another; the number itself is not kept here. */
    file_number: Uint8Array | null;
  };
  /**
   * Where a case has gone from a destination that was not responsible, target by target. All rows of a target name the
   * destination at which the case is now.
   */
  case_move: {
    case_id: string;
    target: string;
    left_destination: string;
    destination: string;
    /** The ARS that leads there. */
    area: string;
    /** 1: a rule of the landscape moved it, and moves what follows. */
    ruled: number;
    moved_at: number;
  };
  /** What came of each attempt: of the last ones a delivery, see `attempts/note-attempts.ts`. */
  delivery_attempt: {
    delivery_id: number;
    attempt: number;
    /** When it began. */
    at: number;
    milliseconds: number;
    outcome: OutcomeKind;
    /** Of a failure. */
    code: string | null;
    /** The failure in a sentence, or how we know that the destination has the message; without values of it. */
    detail: string | null;
    /** What the case system answered with, such as `HTTP 503`. */
    status: string | null;
    /** Of the answer's text, without anything that stands in the message. */
    excerpt: string | null;
  };
  /** A destination that was ever attempted or decided about. */
  destination_state: Breaker & {
    destination: string;
    paused_at: number | null;
    paused_by: string | null;
    paused_reason: string | null;
    /** When it said itself that it is no more. */
    disabled_at: number | null;
    disabled_detail: string | null;
    /** Its clock stands still from `stopped_since` on; before, it stood for so many milliseconds in all. */
    stopped_total: number;
    stopped_since: number | null;
    /** Of the last attempt; told again at times only, as long as it stays the same. */
    last_outcome: OutcomeKind | null;
    last_code: string | null;
    last_at: number | null;
  };
  /** What operators decided about destinations. */
  destination_operation: {
    /** Of the decision: carried out once. */
    id: string;
    destination: string;
    operation: 'pause' | 'resume';
    operator: string;
    reason: string | null;
    at: number;
  };
  /** One row: when a dispatcher was seen last, and how much time passed in which none was. See `schedule-clock.ts`. */
  delivery_clock: {
    id: number;
    seen_at: number;
    skipped: number;
  };
  /** What case systems posted; what they wrote is in the topic `replies`. `received_at` is ISO 8601 in UTC. */
  case_reply: {
    reply_id: string;
    destination: string;
    /** The case system's own id of the reply; unique at a destination. */
    reference: string;
    message_id: string;
    submission_id: string;
    case_id: string;
    received_at: string;
    /** Tells a repetition from other content under the same reference. */
    fingerprint: Uint8Array;
  };
  /** Which blobs of replies are in use. */
  case_reply_document: { uri: string; reply_id: string };
  /** Documents that wait for an answer by topic that names them. `uploaded_at` is in milliseconds since 1970. */
  answer_document: {
    message_id: string;
    destination: string;
    id: string;
    submission_id: string;
    media_type: string;
    uri: string;
    size: number;
    sha512: string;
    uploaded_at: number;
  };
  /** Keys that only this installation has, such as that of the links to attachments. */
  delivery_secret: { name: string; value: Uint8Array };
  /** Where the readable summary of a submission lies, once it was made: one for each state that a message tells of. */
  summary: {
    submission_id: string;
    /** Empty: as it was posted. */
    version: string;
    uri: string;
    size: number;
    sha512: string;
  };
  /** Who has fetched a message that is offered in an inbox; ended ones are cleared away. */
  delivery_lease: {
    delivery_id: number;
    leased_until: number;
    /** Null where the case system did not say. */
    worker: string | null;
  };
  /** What is delivered: apart from `delivery`, so that a change of state does not rewrite it. */
  delivery_payload: {
    delivery_id: number;
    /** JSON object: the record's headers. */
    headers: string;
    value: Uint8Array;
  };
}
