import { resolve } from 'node:path';
import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { inMegabytes } from '../words.js';

export const backup = defineCommand({
  name: 'backup',
  summary: 'Write database and attachments into one file, also while the server runs',
  description: [
    'The file is a tar archive, complete and on the disk when this ends; it replaces nothing.',
    'A running server writes it itself: the path is one that its user may write to.',
    'Landscape and packages are files of your own and not in it.',
  ],
  positionals: [{ name: 'file', description: 'the file to write, e.g. nahtlos-2026-11-22.tar' }],
  options: DESK_OPTIONS,
  exits: { 0: 'the backup is complete' },
  run: async ({ positionals: [file = ''], options, terminal }) => {
    const path = resolve(file);
    const { database, attachments } = await withDesk(options, terminal, (desk) =>
      desk.backup(path),
    );
    terminal.say(
      `${path}: a database of ${inMegabytes(database.size)}, ${attachments.count} attachments of ${inMegabytes(attachments.size)}.`,
    );
    return 0;
  },
});
