import { resolve } from 'node:path';
import { restoreBackup } from '#backup';
import { defineCommand } from '../command.js';
import { counted, onTheClock } from '../words.js';

export const restore = defineCommand({
  name: 'restore',
  summary: 'Take a backup into an empty data folder',
  description: [
    'Nothing is replaced: the folder is empty or does not exist yet, and is empty again if the file turns out bad.',
    'What was delivered after the backup was taken is delivered again, under the same message ids.',
  ],
  positionals: [{ name: 'file', description: 'the backup' }],
  options: { data: { value: 'DIR', description: 'the data folder to fill', required: true } },
  exits: { 0: 'the data folder is complete' },
  run: async ({ positionals: [file = ''], options, terminal }) => {
    const folder = resolve(options.data);
    const { createdAt, attachments } = await restoreBackup(resolve(file), folder);
    terminal.say(
      `${folder} is as of ${onTheClock(createdAt)}, with ${counted(attachments.count, 'attachment')}. \`nahtlos ledger --data ${options.data}\` accounts for it.`,
    );
    return 0;
  },
});
