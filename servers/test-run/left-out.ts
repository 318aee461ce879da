import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../project-folder.js';

/** The suites that `npm test` leaves out, by what they need and how to run them. */
const LEFT_OUT = [
  { ending: '.server-spec.ts', need: 'Kafka and PostgreSQL', command: 'npm run test:servers' },
  { ending: '.system-spec.ts', need: 'tools of the system', command: 'npm run test:system' },
];

const files = ['apps', 'libs', 'servers', 'test'].flatMap((folder) =>
  readdirSync(join(projectFolder(), folder), { recursive: true, encoding: 'utf8' }),
);
for (const { ending, need, command } of LEFT_OUT) {
  const count = files.filter((file) => file.endsWith(ending)).length;
  process.stdout.write(`Left out: ${count} suite(s) with ${need}. ${command} runs them.\n`);
}
