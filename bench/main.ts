import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, type as system, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchApart } from './apart.js';
import { benchDeadLetters, benchDeadLettersOnPostgres } from './dead-letters.js';
import { benchDelivery } from './delivery.js';
import { benchEndToEnd } from './end-to-end.js';
import { benchExactlyOnce } from './exactly-once.js';
import { benchIntake } from './intake.js';
import { benchLoading } from './loading.js';
import { type Measurement, tableOf } from './measurement.js';
import { benchMemory } from './memory.js';
import { benchThreads } from './threads.js';
import { benchTransform } from './transform.js';
import { benchWeek } from './week.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    submissions: { type: 'string', default: '20000' },
    deliveries: { type: 'string', default: '10000' },
    messages: { type: 'string', default: '100000' },
    letters: { type: 'string', default: '100000' },
    waiting: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '600' },
  },
});

const suites: Record<string, () => Promise<Measurement[]>> = {
  intake: () => benchIntake(root, Number(values.seconds)),
  transform: () => benchTransform(root, Number(values.seconds)),
  loading: () => benchLoading(root),
  threads: () => benchThreads(root, Number(values.seconds)),
  'dead-letters': () => benchDeadLetters(root, Number(values.letters)),
  memory: () => benchMemory(root, Number(values.messages)),
  delivery: () => benchDelivery(root, Number(values.deliveries)),
  week: () => benchWeek(root, Number(values.waiting)),
  'end-to-end': () => benchEndToEnd(root, Number(values.submissions)),
};

/** These start a Kafka and a PostgreSQL server; `npm run bench:servers` names them. */
const serverSuites: Record<string, () => Promise<Measurement[]>> = {
  'exactly-once': () => benchExactlyOnce(root, Number(values.submissions)),
  'dead-letters-postgres': () => benchDeadLettersOnPostgres(root, Number(values.letters)),
  apart: () => benchApart(root, { rate: Number(values.rate), seconds: Number(values.seconds) }),
};

const chosen = positionals.length > 0 ? positionals : Object.keys(suites);
const measurements: Measurement[] = [];
for (const name of chosen) {
  const suite = suites[name] ?? serverSuites[name];
  if (suite === undefined) {
    process.stderr.write(
      `There is no bench ${name}; choose from ${Object.keys({ ...suites, ...serverSuites }).join(', ')}.\n`,
    );
    process.exit(2);
  }
  process.stderr.write(`Measuring ${name} ...\n`);
  measurements.push(...(await suite()));
}

const machine = {
  node: process.version,
  system: `${system()} ${release()}`,
  processors: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};
process.stdout.write(`\n${tableOf(measurements)}\n\n`);
process.stdout.write(
  `Node ${machine.node}, ${machine.processors} processors, ${machine.memoryGiB} GiB. Load and server share them.\n`,
);
const results = join(root, 'bench/results');
mkdirSync(results, { recursive: true });
const file = join(results, `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`);
writeFileSync(
  file,
  `${JSON.stringify({ at: new Date().toISOString(), machine, measurements }, null, 2)}\n`,
);
process.stdout.write(`Written to ${file}\n`);
