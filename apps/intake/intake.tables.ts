/** The tables that intake writes. */
export interface IntakeTables {
  submission: {
    submission_id: string;
    client: string;
    reference: string;
    case_id: string;
    /** ISO 8601 in UTC, with milliseconds. */
    received_at: string;
    /** Tells a repetition from another content under the same reference; stays when the body is purged. */
    fingerprint: Buffer;
    /** JSON: where the messages of the case go, by target. */
    destinations: string;
    /** What the client sent, byte for byte. */
    body: Buffer | null;
  };
  /** Which blobs are in use. */
  attachment: { uri: string; submission_id: string };
  /** Keys that are made once per installation. */
  installation_secret: { name: string; value: Buffer };
}
