/** What the register reads of delivery's queue: the message that a destination did not take. */
export interface QueuedTables {
  delivery: { id: number; message_id: string; destination: string };
  delivery_payload: {
    delivery_id: number;
    /** JSON object: the record's headers. */
    headers: string;
    value: Buffer;
  };
}
