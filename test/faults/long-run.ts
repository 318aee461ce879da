import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '../../servers/project-folder.js';
import { FaultBed, type Instances } from './bed.js';
import type { Fault } from './fault.js';
import { FAULTS } from './faults.js';
import { brokenPromises } from './outcome.js';
import { Random } from './random.js';
import { startFaultServers, stopFaultServers } from './servers.js';

/** Submissions between two faults, so that each meets work. */
const BETWEEN = 40;
/** As fast as four services on one machine can work off. */
const PAUSES = { least: 30, longest: 120 };
/** Whatever fault comes finds its second instance. */
const INSTANCES: Instances = { intake: 2, transform: 2, delivery: 2, console: 2 };

const begun = Date.now();
const say = (line: string) => {
  const seconds = ((Date.now() - begun) / 1000).toFixed(1).padStart(7);
  process.stdout.write(`${seconds} s  ${line}\n`);
};

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    fault: { type: 'string' },
  },
});
const chosen = FAULTS.filter(({ name }) => name.includes(values.fault ?? ''));
if (chosen.length === 0) {
  process.stderr.write(
    `No fault is called like this. There are:\n${FAULTS.map(({ name }) => `  ${name}\n`).join('')}`,
  );
  process.exit(1);
}
const folder = join(projectFolder(), '.cache/faults', String(begun));
mkdirSync(folder, { recursive: true });
say(
  `Seed ${values.seed}, ${values.minutes} minutes. Logs and data are in ${relative(process.cwd(), folder)}.`,
);

const random = new Random(Number(values.seed));
const servers = await startFaultServers(folder);
const bed = await FaultBed.start({
  servers,
  folder,
  prefix: 'faults.',
  random,
  pauses: PAUSES,
  instances: INSTANCES,
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    say('Stopping.');
    await bed.close();
    await stopFaultServers(servers);
    process.exit(1);
  });
}
let broken: string[];
try {
  bed.load.start();
  const end = Date.now() + Number(values.minutes) * 60_000;
  while (Date.now() < end) await once(random.oneOf(chosen));
  await bed.load.finish();
  say(`${bed.load.accepted.length} submissions were acknowledged. Waiting until all are settled.`);
  broken = await brokenPromises(bed);
} catch (error) {
  broken = [(error as Error).stack ?? String(error)];
} finally {
  await bed.close();
  await stopFaultServers(servers);
}
for (const sentence of broken) say(sentence);
say(
  broken.length === 0 ? 'Every promise held.' : `Broken. Run it again with --seed ${values.seed}.`,
);
process.exit(broken.length === 0 ? 0 : 1);

async function once({ name, happen }: Fault): Promise<void> {
  await bed.load.goesOn(BETWEEN);
  say(`${bed.load.accepted.length} submissions so far. Now ${name}.`);
  await happen(bed);
  await bed.mend();
}
