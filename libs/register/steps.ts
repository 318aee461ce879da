import type { EventLog, RunningStep, Step, StepResult, StoredEvent } from '#event-log';
import { projectDeadLetters } from './project-dead-letters.js';
import { projectJournal } from './project-journal.js';

/** The steps that build the register. Their names belong to the console, whose handlers are the same two functions. */
export const REGISTER_STEPS = [
  { name: 'console.journal', topic: 'journal', handle: handleJournal },
  { name: 'console.dead-letters', topic: 'dead-letters', handle: handleDeadLetters },
] as const satisfies readonly Step[];

export async function handleJournal(batch: readonly StoredEvent[]): Promise<StepResult> {
  return {
    write: async (tx) => {
      await projectJournal(tx, batch);
      return undefined;
    },
  };
}

export async function handleDeadLetters(batch: readonly StoredEvent[]): Promise<StepResult> {
  return { write: (tx) => projectDeadLetters(tx, batch) };
}

/** How many records the register has not taken in yet. */
export async function registerLag(eventLog: Pick<EventLog, 'lag'>): Promise<number> {
  const lags = await Promise.all(REGISTER_STEPS.map((step) => eventLog.lag(step)));
  return lags.reduce((sum, lag) => sum + lag, 0);
}

/**
 * Waits until the register has taken in what there is, at most so many milliseconds; returns what is still missing.
 */
export async function caughtUp(
  eventLog: Pick<EventLog, 'lag'>,
  patience: number,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<number> {
  const PAUSE = 50;
  for (let waited = 0; ; waited += PAUSE) {
    const lag = await registerLag(eventLog);
    if (lag === 0 || waited >= patience) return lag;
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
