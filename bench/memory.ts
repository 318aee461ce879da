import type { ManyRun } from './many-messages.js';
import type { Measurement } from './measurement.js';
import { runProgram } from './run-program.js';

/** Resident memory of transform over many submissions, good and bad ones mixed: it has to stay where it is. */
export async function benchMemory(root: string, submissions: number): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const threads of [0, 2]) {
    const words = [root, String(threads), String(submissions)];
    const { messages, letters, early, late, peak } = await runProgram<ManyRun>(
      root,
      'many-messages.js',
      words,
    );
    measurements.push({
      name: `memory over ${submissions} submissions, threads: ${threads}`,
      value: late,
      unit: 'MB at the end',
      ratio: { of: 'that after the first quarter', value: late / early },
      details: { 'MB early': early, 'peak MB': peak, messages, ...letters },
    });
  }
  return measurements;
}
