/** What delivery reads of intake's tables: who is answered, and how. */
export interface AnsweredTables {
  submission: {
    submission_id: string;
    client: string;
    reference: string;
    /** Whether an answer is wanted; null is yes. */
    replies: string | null;
    /** Null once it is purged. */
    body: Buffer | null;
  };
}
