import { defineCommand } from '../command.js';
import { told } from '../decide-bulk.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { table } from '../table.js';
import { onTheClock } from '../words.js';

export const deadLettersBulk = defineCommand({
  name: 'dead-letters bulk',
  summary: 'Show the decisions about whole groups, how far they are, and end one',
  description: ['What is decided stays decided when one is ended.'],
  positionals: [],
  options: {
    cancel: { value: 'ID', description: 'end this one after the batch under way' },
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'they are shown, or it is ended' },
  run: async ({ options, terminal }) => {
    const { cancel } = options;
    const bulk = await withDesk(options, terminal, async (desk) =>
      cancel === undefined ? desk.bulks() : [await desk.cancelBulk(cancel)],
    );
    if (options.json) terminal.say(JSON.stringify({ bulk }, null, 2));
    else if (bulk.length === 0) terminal.say('No decisions about groups.');
    else {
      terminal.say(
        table(
          ['id', 'since', 'operation', 'operator', 'progress'],
          bulk.map((one) => [
            one.id,
            onTheClock(one.startedAt),
            one.operation,
            one.operator,
            told(one),
          ]),
        ),
      );
    }
    return 0;
  },
});
