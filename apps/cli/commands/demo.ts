import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand } from '../command.js';

export const demo = defineCommand({
  name: 'demo',
  summary: 'Start Nahtlos on a fresh data folder and show it at work',
  description: [
    'Submits every example of the packages and some faulty ones, and says what became of each.',
  ],
  positionals: [],
  options: {},
  exits: { 0: 'all is as expected', 1: 'something is not' },
  run: async ({ terminal }) => {
    const { runDemo } = await import('../demo/demo.js');
    const root = projectFolder();
    return runDemo(
      {
        program: join(root, 'dist/apps/standalone/main.js'),
        packages: join(root, 'schemas'),
        landscape: join(root, 'landscape/demo'),
        data: resolve('data', `demo-${new Date().toISOString().replace(/[:.]/g, '-')}`),
      },
      terminal.say,
    );
  },
});

/** Where the program was installed: the folder of its package.json. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
