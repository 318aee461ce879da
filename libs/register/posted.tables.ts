/** What corrections read of intake's table. */
export interface PostedTables {
  submission: {
    submission_id: string;
    client: string;
    case_id: string;
    /** ISO 8601 in UTC. */
    received_at: string;
    /** JSON: where the messages of the case go, by target. */
    destinations: string;
    /** What the client sent, byte for byte; null once it is purged. */
    body: Buffer | null;
  };
}
