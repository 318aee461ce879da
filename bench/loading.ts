import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadRun } from './load-packages.js';
import { type Measurement, median } from './measurement.js';
import { runProgram } from './run-program.js';
import { xbauPackages } from './subjects.js';

const ROUNDS = 5;
/** Milliseconds. */
const AIM = 2000;

/** How long it takes until packages are loaded and checked: schema model, libxml2, mappings, code lists, forms. */
export async function benchLoading(root: string): Promise<Measurement[]> {
  const measurements = [await loading(root, 'all our packages', join(root, 'schemas'))];
  const xbau = await xbauPackages(root);
  if (xbau !== undefined) {
    measurements.push(await loading(root, 'a package on XBau-Kernmodul 1.3.0', xbau));
    await rm(xbau, { recursive: true });
  }
  return measurements;
}

async function loading(root: string, name: string, folder: string): Promise<Measurement> {
  const runs: LoadRun[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.push(await runProgram(root, 'load-packages.js', [folder]));
  }
  const over = (value: (run: LoadRun) => number) => median(runs.map(value));
  return {
    name: `loading and checking ${name}`,
    value: over(({ load }) => load),
    unit: 'ms',
    details: {
      'aim ms': AIM,
      'once more with the examples ms': over(({ check }) => check),
      'MB more': over(({ added }) => added),
    },
  };
}
