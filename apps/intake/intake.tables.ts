import type { RepliesWanted } from '#domain';

/** The tables that intake writes. */
export interface IntakeTables {
  submission: {
    submission_id: string;
    client: string;
    reference: string;
    /** The id of the submission that opened the case. */
    case_id: string;
    /** ISO 8601 in UTC, with milliseconds. */
    received_at: string;
    /** JSON: where the messages of the case go, by target. */
    destinations: string;
    /** What the client sent, byte for byte, until it is purged. */
    body: Buffer | null;
    /** Set when the body is purged: tells a repetition from other content under the same reference. */
    fingerprint: Buffer | null;
    /** `none` where no answer is wanted; null is wanted too. */
    replies: RepliesWanted | null;
  };
  /** What case systems answered, for the online services that fetch it. `value` is the JSON of a reply. */
  reply: {
    reply_id: string;
    client: string;
    /** Its place among the replies of the client. */
    number: number;
    submission_id: string;
    value: string;
  };
  /** The last number that a client's replies have reached. */
  reply_count: { client: string; last: number };
  /** Which blobs are in use. */
  attachment: { uri: string; submission_id: string };
  /** Keys that are made once per installation. */
  installation_secret: { name: string; value: Buffer };
}
