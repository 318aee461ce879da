import type { Outcome } from '#destinations';
import { inSizes, insertAll, positional, type Tables } from '../queue/positional.js';

/** So many of the last attempts are kept for each delivery; a schedule over two weeks makes some seventy. */
export const ATTEMPTS_KEPT = 50;

/** An attempt whose claim still stood. `startedAt` is in milliseconds since 1970. */
interface Attempted {
  claim: { id: number; attempt: number };
  outcome: Outcome;
  startedAt: number;
  milliseconds: number;
}

const COLUMNS = 9;

const inserted = inSizes((rows) =>
  positional((tables, value) =>
    tables.insertInto('delivery_attempt').values(
      Array.from({ length: rows }, (_, row) => {
        const at = (column: number) => value(row * COLUMNS + column);
        return {
          delivery_id: at(0),
          attempt: at(1),
          at: at(2),
          milliseconds: at(3),
          outcome: at(4),
          code: at(5),
          detail: at(6),
          status: at(7),
          excerpt: at(8),
        };
      }),
    ),
  ),
);

const forgotten = positional((tables, value) =>
  tables
    .deleteFrom('delivery_attempt')
    .where('delivery_id', '=', value(0))
    .where('attempt', '<=', value(1)),
);

/** Keeps what came of attempts, and forgets the oldest of a delivery that has made very many. */
export async function noteAttempts(tables: Tables, attempted: readonly Attempted[]): Promise<void> {
  await insertAll(inserted, tables, attempted.map(valuesOf));
  for (const { claim } of attempted) {
    if (claim.attempt > ATTEMPTS_KEPT) {
      await forgotten(tables, [claim.id, claim.attempt - ATTEMPTS_KEPT]);
    }
  }
}

function valuesOf({ claim, outcome, startedAt, milliseconds }: Attempted): readonly unknown[] {
  const { code, detail } = toldBy(outcome);
  const { status = null, excerpt = null } = outcome.answer ?? {};
  const what = [outcome.kind, code, detail, status, excerpt];
  return [claim.id, claim.attempt, startedAt, milliseconds, ...what];
}

function toldBy(outcome: Outcome): { code: string | null; detail: string | null } {
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate':
      return { code: null, detail: outcome.receipt };
    case 'offered':
      return { code: null, detail: null };
    case 'gone':
      return { code: 'destination-gone', detail: outcome.detail };
    case 'retry':
    case 'refused':
      return { code: outcome.code, detail: outcome.detail };
  }
}
