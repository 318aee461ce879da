import { type Measurement, median } from './measurement.js';
import { runProgram } from './run-program.js';
import type { WaitedWeek } from './wait-a-week.js';

const ROUNDS = 3;
const FEW = 1_000;

/** What a destination that is down for a week costs the others, with so many waiting for it, beside few. */
export async function benchWeek(root: string, waiting: number): Promise<Measurement[]> {
  const few = await wait(root, FEW);
  const many = await wait(root, waiting);
  return [
    {
      name: `deliveries of others beside ${waiting} that wait`,
      value: many.seconds,
      unit: 's for 10,000',
      ratio: { of: `that beside ${FEW}`, value: few.seconds / many.seconds, aim: 0.9 },
    },
    {
      name: 'resident memory after a week of probes',
      value: many.memory,
      unit: 'MB',
      ratio: { of: `that with ${FEW} waiting`, value: many.memory / few.memory },
      details: { 'attempts at it': many.attempts },
    },
  ];
}

async function wait(root: string, waiting: number): Promise<WaitedWeek> {
  const runs: WaitedWeek[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.push(await runProgram<WaitedWeek>(root, 'wait-a-week.js', [String(waiting)]));
  }
  const over = (value: (run: WaitedWeek) => number) => median(runs.map(value));
  return {
    seconds: over(({ seconds }) => seconds),
    memory: over(({ memory }) => memory),
    attempts: over(({ attempts }) => attempts),
  };
}
