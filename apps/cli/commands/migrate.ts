import { resolve } from 'node:path';
import { defineCommand } from '../command.js';

export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Carry an embedded installation to PostgreSQL and Kafka',
  description: [
    'Call it with the settings of the new installation; nothing runs there yet, and the old server is stopped.',
    'What was under way goes on there: open deliveries, dead letters, what waits, what no step had handled.',
    'All of it is carried or nothing; after an interruption, call it again. The old folder keeps everything, and a mark that keeps servers from starting on it.',
  ],
  positionals: [],
  options: {
    from: { value: 'DIR', description: 'the data folder of the old installation', required: true },
    database: { value: 'FILE', description: 'its database, where NAHTLOS_STORE named another' },
    blobs: { value: 'DIR', description: 'its attachments, where NAHTLOS_BLOBS named another' },
    'dry-run': { description: 'check everything and show what would be carried' },
  },
  exits: { 0: 'everything is carried, or could be' },
  run: async ({ options, terminal }) => {
    const dry = options['dry-run'];
    const [{ openSource }, { openTarget }, { carry }, { carriedReport }] = await Promise.all([
      import('../migrate/source.js'),
      import('../migrate/target.js'),
      import('../migrate/carry.js'),
      import('../migrate/report.js'),
    ]);
    const optional = (path: string | undefined) => (path === undefined ? undefined : resolve(path));
    const target = await openTarget(terminal.env);
    try {
      const source = await openSource({
        data: resolve(options.from),
        database: optional(options.database),
        blobs: optional(options.blobs),
      });
      try {
        const carried = await carry(source, target, { dry, now: Date.now() });
        if (carried !== undefined) terminal.say(`${carriedReport(carried)}\n`);
        terminal.say(
          dry
            ? `Nothing was changed. Without --dry-run this goes into the database ${target.place}.`
            : `Everything is in the database ${target.place} now. Start the services; the old folder may go once you no longer want to look at it.`,
        );
        return 0;
      } finally {
        await source.close();
      }
    } finally {
      await target.close();
    }
  },
});
