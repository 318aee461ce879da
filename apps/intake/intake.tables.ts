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
  };
  /** Which blobs are in use. */
  attachment: { uri: string; submission_id: string };
  /** Keys that are made once per installation. */
  installation_secret: { name: string; value: Buffer };
}
