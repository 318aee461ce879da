import { checkPackages, loadPackages } from '#packages';
import { residentMemory } from './resident-memory.js';

/** What this program prints as JSON: a folder of packages, loaded and then checked, in a process that is new to it. */
export interface LoadRun {
  /** Milliseconds until everything is compiled and no mistake was found. */
  load: number;
  /** Milliseconds of `nahtlos check` in the same process: the same once more, and the examples. */
  check: number;
  /** Megabytes after loading, and how much more than before. */
  memory: number;
  added: number;
}

const [folder = '.'] = process.argv.slice(2);
const before = residentMemory(process.pid).now;
const begin = performance.now();
const packages = await loadPackages(folder);
const loaded = performance.now();
const memory = residentMemory(process.pid).now;
await checkPackages(folder);
const run: LoadRun = {
  load: loaded - begin,
  check: performance.now() - loaded,
  memory,
  added: memory - before,
};
process.stdout.write(JSON.stringify(run));
packages.close();
