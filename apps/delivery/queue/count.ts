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
