import { availableParallelism } from 'node:os';
import type { BatchesRun } from './batches.js';
import { type Measurement, median } from './measurement.js';
import { runProgram } from './run-program.js';

const ROUNDS = 3;

/**
 * Messages a second of whole batches of transform, without threads and with one, two and more; how much of the main
 * thread they leave to others, and what they take of the memory. Each number of threads runs alone, in turns.
 */
export async function benchThreads(root: string, seconds: number): Promise<Measurement[]> {
  const counts = [0, 1, 2, 3, 4].filter((count) => count <= Math.max(2, availableParallelism()));
  const rounds: BatchesRun[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const runs: BatchesRun[] = [];
    for (const count of counts) {
      runs.push(await runProgram(root, 'batches.js', [root, String(count), String(seconds / 2)]));
    }
    rounds.push(runs);
  }
  const over = (value: (runs: BatchesRun[]) => number) => median(rounds.map(value));
  return counts.map((count, index) => ({
    name: count === 0 ? 'transform in the main thread' : `transform with threads: ${count}`,
    value: over((runs) => runs[index]!.rate),
    unit: 'messages/s',
    ...(count === 0
      ? {}
      : { ratio: { of: 'no threads', value: over((runs) => runs[index]!.rate / runs[0]!.rate) } }),
    details: {
      'main thread busy %': 100 * over((runs) => runs[index]!.busy),
      MB: over((runs) => runs[index]!.memory),
      ...(count === 0
        ? {}
        : { 'MB a thread': over((runs) => (runs[index]!.memory - runs[0]!.memory) / count) }),
    },
  }));
}
