import type { Outcome } from '#destinations';
import type { NewEvent } from '#event-log';
import { noteAttempts } from './attempts/note-attempts.js';
import type { Decision } from './decide.js';
import type { ClaimedDelivery } from './queue/claim.js';
import { lockDeliveries } from './queue/lock.js';
import { settleOffered } from './queue/offered.js';
import type { Tables } from './queue/positional.js';
import { settleDelivered, settleFailed } from './queue/settle.js';
import { deadLettered, journalled } from './records.js';

/** An attempt that has ended, and what follows from it. `startedAt` and `endedAt` are milliseconds since 1970. */
export interface FinishedAttempt {
  claim: ClaimedDelivery;
  outcome: Outcome;
  decision: Decision;
  startedAt: number;
  endedAt: number;
  /** How long it took. */
  milliseconds: number;
}

export interface Settlement {
  /** For the log: journal and dead letters, to be appended in the same unit of work. */
  events: NewEvent[];
  /** When which destination has something to do again. */
  due: { destination: string; at: number }[];
  /** Claims that another process has taken over meanwhile; what became of them is for that one to say. */
  lost: ReadonlySet<ClaimedDelivery>;
}

/** Writes down what became of attempts. What a claim no longer covers changes nothing and is not journalled. */
export async function settleFinished(
  tables: Tables,
  finished: readonly FinishedAttempt[],
  now: number,
): Promise<Settlement> {
  const settlement = { events: [] as NewEvent[], due: [] as Settlement['due'] };
  const lost = new Set<ClaimedDelivery>();
  const delivered = finished.filter(({ decision }) => decision.type === 'delivered');
  await lockDeliveries(
    tables,
    finished.map(({ claim }) => claim.id),
  );
  const { settled, promoted } = await settleDelivered(
    tables,
    delivered.map(({ claim }) => claim),
    now,
  );
  for (const destination of promoted) settlement.due.push({ destination, at: now });
  for (const one of finished) {
    const { claim, decision } = one;
    let stood: boolean;
    if (decision.type === 'delivered') {
      stood = settled.has(claim.id);
    } else if (decision.type === 'offered') {
      stood = await settleOffered(tables, claim, decision);
      if (stood) settlement.due.push({ destination: claim.destination, at: decision.dueAt });
    } else {
      const dueAt = decision.type === 'again' ? decision.dueAt : null;
      stood = await settleFailed(tables, claim, { ...decision, dueAt }, now);
      if (stood && dueAt !== null) {
        settlement.due.push({ destination: claim.destination, at: dueAt });
      }
    }
    if (stood) settlement.events.push(...eventsOf(one));
    else lost.add(claim);
  }
  await noteAttempts(
    tables,
    finished.filter(({ claim }) => !lost.has(claim)),
  );
  return { ...settlement, lost };
}

function eventsOf({ claim, decision, endedAt }: FinishedAttempt): NewEvent[] {
  const { submissionId, caseId, messageId, destination, attempt } = claim;
  const at = new Date(endedAt).toISOString();
  const about = { submissionId, caseId, at, messageId, destination, attempt };
  switch (decision.type) {
    case 'delivered':
      return [journalled({ type: 'delivered', ...about, receipt: decision.receipt })];
    case 'offered':
      return []; // That it is under way the journal knows.
    case 'again':
      return [
        journalled({
          type: 'attempt-failed',
          ...about,
          code: decision.code,
          detail: decision.detail,
          nextAttemptAt: new Date(decision.dueAt).toISOString(),
        }),
      ];
    case 'dead-letter':
      return deadLettered(claim, decision, at);
  }
}
