/** What the ledger reads of tables that other apps write. */
export interface AccountedTables {
  /** Intake's: what was accepted. `received_at` is ISO 8601 in UTC, with milliseconds. */
  submission: { submission_id: string; received_at: string };
  /** Delivery's: a message to a destination. */
  delivery: { message_id: string; state: string };
}
