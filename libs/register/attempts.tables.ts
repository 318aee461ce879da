/** What the register reads of delivery's tables: how a delivery was attempted. */
export interface AttemptTables {
  delivery: { id: number; message_id: string; destination: string };
  delivery_attempt: {
    delivery_id: number;
    attempt: number;
    /** Milliseconds since 1970. */
    at: number;
    milliseconds: number;
    outcome: string;
    code: string | null;
    detail: string | null;
    status: string | null;
    excerpt: string | null;
  };
}
