import type { FailureCode, SubmissionKind, SubmissionStatus } from '#domain';
import type { LetterState, Operation } from './letter.js';

/** The tables that the register writes; the console is their one writing app. Times are milliseconds since 1970. */
export interface RegisterTables {
  /** One row a submission: where it stands. What only `received` tells is null until that event is there. */
  register: {
    submission_id: string;
    case_id: string;
    client: string | null;
    reference: string | null;
    service: string | null;
    area: string | null;
    kind: SubmissionKind | null;
    test: number | null;
    restricted: number | null;
    attachments: number | null;
    received_at: number | null;
    status: SubmissionStatus;
    /** JSON: status by message id, as the lifecycle folds it. */
    lifecycle: string;
    /** JSON: the planned messages; empty until transformed. */
    messages: string;
    message_count: number;
    authority: string | null;
    municipality: string | null;
    landscape_version: string | null;
    package_version: string | null;
    /** JSON: ids of the dead letters that the journal named. */
    letters: string;
    /** Offset of the last journal event folded in. */
    position: number;
    /** Of the latest event, whichever clock it came from: it never goes back. */
    updated_at: number;
    /** Of the planned messages; null until transformed. */
    cluster: string | null;
    /** Since when nothing is owed any more; null while something is. */
    settled_at: number | null;
    /** When it was decided that the data of the submission is deleted. */
    purged_at: number | null;
    /** When that was decided last; stays where data that came later has made `purged_at` null again. */
    emptied_at: number | null;
    /** When the other apps were asked to delete their rows, the submission being past the time of the journal. */
    forgotten_at: number | null;
  };
  /** How many records each topic's step has taken in since the register began. */
  register_progress: { topic: string; records: number };
  /** What happened to a submission, in order. `event` is the journal event as JSON, without the two ids. */
  timeline: { submission_id: string; position: number; event: string };
  dead_letter: {
    id: string;
    stage: string;
    code: FailureCode;
    /** JSON array of findings. */
    findings: string;
    detail: string;
    /** Where it is wrong, without positions in lists: what failures of one cause have in common. */
    place: string;
    /** Cluster, `unrouted` or `internal`; empty until the record is there. */
    cluster: string;
    submission_id: string | null;
    case_id: string;
    client: string | null;
    service: string | null;
    area: string | null;
    message_id: string | null;
    message_type: string | null;
    destination: string | null;
    landscape_version: string | null;
    package_version: string | null;
    rejection_code: string | null;
    /** Null where the record does not say. */
    restricted: number | null;
    origin_topic: string | null;
    /** The failing record; its value goes when the letter is settled. */
    record_key: string | null;
    record_value: Buffer | null;
    record_headers: string | null;
    /** Where the announcement stands: topic/partition, and the offset in it. */
    record_origin: string | null;
    record_position: number | null;
    announced: number;
    journaled: number;
    handled: number;
    operation: Operation | null;
    settled: number;
    state: LetterState;
    first_at: number;
    last_at: number;
    /** An ARS: where a rule of the landscape forwards it. Null for what a person decides. */
    forward_area: string | null;
  };
  /** One row: who purges just now, so that one instance at a time does. */
  purge_turn: { one: number; holder: string; until: number };
  /** One row: how many submissions were forgotten so far, and when the youngest of them was received. */
  forgotten: { one: number; submissions: number; received_until: number };
  /** Who decided what about which failure of a letter: the operations audit. A failure is decided once. */
  dead_letter_operation: {
    dead_letter_id: string;
    failure: number;
    operation: Operation;
    operator: string;
    reason: string | null;
    /** Of a correction: JSON array of what it changed, without values. */
    fields: string | null;
    at: number;
    /** The decision about many letters that it belongs to; null where it was made about this one alone. */
    bulk_id: string | null;
  };
  /**
   * What an operator made of a submission, where that differs from what was posted: later corrections begin with it.
   * Holds data of the application, and goes with the submission.
   */
  corrected_submission: {
    submission_id: string;
    /** JSON of an AcceptedSubmission. */
    body: Buffer;
    at: number;
  };
  /** Who looks after a letter, and who said so. The note stays here: it may say more than a journal may keep. */
  dead_letter_assignment: {
    dead_letter_id: string;
    assigned_to: string;
    assigned_by: string;
    note: string | null;
    at: number;
  };
  /** A decision about many letters, and how far it has come. The console works it off; see `bulk-batch.ts`. */
  bulk_operation: {
    id: string;
    operation: BulkOperation;
    operator: string;
    reason: string | null;
    /** JSON: which letters are meant. */
    filter: string;
    /** Letters a second. */
    rate: number;
    state: BulkState;
    started_at: number;
    ended_at: number | null;
    /** Letters that matched at the start. */
    total: number;
    done: number;
    skipped: number;
    failed: number;
    /** Letters that matched and were held for others: they are left out. */
    held: number;
    /** When the youngest of them failed: later ones are not meant. */
    until_at: number;
    /** The last letter that was looked at. */
    after_at: number;
    after_id: string;
    /** Which process works on it, and until when nobody else does. */
    leased_by: string | null;
    leased_until: number;
  };
}

/** A correction is made for one letter. */
export type BulkOperation = Exclude<Operation, 'correct'>;
export type BulkState = 'running' | 'done' | 'cancelled';
