import type { Generated } from 'kysely';

export interface OutboxTables {
  outbox: {
    id: Generated<number>;
    /** Null until the relay has put the row into a batch. */
    batch: number | null;
    /** As in the topic map. */
    topic: string;
    key: string;
    value: Buffer;
    /** JSON object. */
    headers: string;
    /** Milliseconds since 1970. */
    at: number;
    /** Of the record, in bytes. */
    size: number;
  };
  outbox_lease: {
    name: string;
    /** Names the outbox to the brokers; made once per database. */
    outbox_id: string;
    holder: string;
    /** Milliseconds since 1970. */
    until: number;
    /** The newest batch. */
    batch: number;
  };
}
