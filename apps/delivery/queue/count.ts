import { sql } from 'kysely';
import type { Tables } from './positional.js';

export interface QueueSize {
  open: number;
  dead: number;
}

/** What is not settled. Counts index entries of unsettled deliveries alone. */
export async function queueSize(tables: Tables): Promise<QueueSize> {
  const { rows } = await sql<QueueSize>`select
    (select count(*) from delivery where due_at is not null)
      + (select count(*) from delivery where head = 0 and state = 'open') as open,
    (select count(*) from delivery where head = 1)
      - (select count(*) from delivery where due_at is not null) as dead`.execute(tables);
  return rows[0] ?? { open: 0, dead: 0 };
}

/** When the oldest delivery whose turn it is was queued, in milliseconds since 1970. Reads index entries alone. */
export async function oldestWaiting(tables: Tables): Promise<number | undefined> {
  const { rows } = await sql<{ created_at: number }>`select created_at from delivery
    where id = (select min(id) from delivery where due_at is not null)`.execute(tables);
  return rows[0]?.created_at;
}
