import type { EventLog, RunningStep, Step, StepResult, StoredEvent } from '#event-log';
import { prepared, type Store, type Tx } from '#store';
import { projectDeadLetters } from './project-dead-letters.js';
import { projectJournal } from './project-journal.js';
import type { RegisterTables } from './register.tables.js';

/** The steps that build the register. Their names belong to the console, whose handlers are the same two functions. */
export const REGISTER_STEPS = [
  { name: 'console.journal', topic: 'journal', handle: handleJournal },
  { name: 'console.dead-letters', topic: 'dead-letters', handle: handleDeadLetters },
] as const satisfies readonly Step[];

export async function handleJournal(batch: readonly StoredEvent[]): Promise<StepResult> {
  return {
    write: async (tx) => {
      await projectJournal(tx, batch);
      await count(tx, 'journal', batch.length);
      return undefined;
    },
  };
}

export async function handleDeadLetters(batch: readonly StoredEvent[]): Promise<StepResult> {
  return {
    write: async (tx) => {
      const news = await projectDeadLetters(tx, batch);
      await count(tx, 'dead-letters', batch.length);
      return news;
    },
  };
}

/** How many records the register has not taken in yet. */
export async function registerLag(eventLog: Pick<EventLog, 'lag'>): Promise<number> {
  const lags = await Promise.all(REGISTER_STEPS.map((step) => eventLog.lag(step)));
  return lags.reduce((sum, lag) => sum + lag, 0);
}

/**
 * Waits until the register has taken in what there was at the call, at most `patience` milliseconds; what comes
 * meanwhile is not waited for. Returns how many of those records are still missing.
 */
export async function caughtUp(
  ports: { eventLog: Pick<EventLog, 'lag'>; store: Pick<Store, 'tables'> },
  patience: number,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<number> {
  const PAUSE = 20;
  const goals = await Promise.all(
    REGISTER_STEPS.map(async (step) => {
      // In this order: what is taken in between makes the goal too high, never too low.
      const missing = await ports.eventLog.lag(step);
      return { step, goal: (await recordsOf(ports.store, step.topic)) + missing };
    }),
  );
  for (let waited = 0; ; waited += PAUSE) {
    let missing = 0;
    for (const { step, goal } of goals) {
      const left = goal - (await recordsOf(ports.store, step.topic));
      if (left > 0) missing += Math.min(left, await ports.eventLog.lag(step));
    }
    if (missing === 0 || waited >= patience) return missing;
    await pause(PAUSE);
  }
}

/** Builds the register where no console runs, until stopped. */
export function runRegisterSteps(eventLog: Pick<EventLog, 'process'>): RunningStep {
  const steps = REGISTER_STEPS.map((step) => eventLog.process(step));
  return {
    stop: async () => {
      await Promise.all(steps.map((step) => step.stop()));
    },
  };
}

const countRecords = prepared<RegisterTables, RegisterTables['register_progress']>(
  (tables, value) =>
    tables
      .insertInto('register_progress')
      .values({ topic: value('topic'), records: value('records') })
      .onConflict((conflict) =>
        conflict.column('topic').doUpdateSet((row) => ({
          records: row('register_progress.records', '+', row.ref('excluded.records')),
        })),
      ),
);

async function count(tx: Tx, topic: string, records: number): Promise<void> {
  await countRecords(tx.tables<RegisterTables>(), { topic, records });
}

async function recordsOf(store: Pick<Store, 'tables'>, topic: string): Promise<number> {
  const row = await store
    .tables<RegisterTables>()
    .selectFrom('register_progress')
    .select('records')
    .where('topic', '=', topic)
    .executeTakeFirst();
  return Number(row?.records ?? 0);
}
