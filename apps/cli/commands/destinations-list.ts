import type { DestinationSummary } from '#register';
import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { table } from '../table.js';
import { counted, onTheClock } from '../words.js';

export const destinationsList = defineCommand({
  name: 'destinations list',
  summary: 'List the destinations, those that need a look first',
  description: ['Without a running server: those at which something waits, failed or was decided.'],
  positionals: [],
  options: {
    stopped: { description: 'only those that do not flow' },
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'they are listed' },
  run: async ({ options, terminal }) => {
    const all = await withDesk(options, terminal, (desk) => desk.destinations());
    const shown = options.stopped ? all.filter(({ status }) => status !== 'flowing') : all;
    if (options.json) terminal.say(JSON.stringify({ destinations: shown }, null, 2));
    else if (shown.length === 0) terminal.say('No destinations.');
    else {
      terminal.say(
        table(
          ['destination', 'status', 'waiting', 'oldest', 'dead', 'last', 'at', 'paused'],
          shown.map(inColumns),
        ),
      );
      terminal.say('');
      const stopped = all.filter(({ status }) => status !== 'flowing').length;
      terminal.say(`${counted(all.length, 'destination')}, of which ${stopped} do not flow.`);
    }
    return 0;
  },
});

function inColumns(destination: DestinationSummary): string[] {
  const { id, status, waiting, oldestAt, dead, lastAt, pausedBy, pausedReason } = destination;
  return [
    id,
    status,
    String(waiting),
    oldestAt === null ? '' : onTheClock(oldestAt),
    String(dead),
    destination.lastCode ?? destination.lastOutcome ?? '',
    lastAt === null ? '' : onTheClock(lastAt),
    pausedBy === null ? '' : `${pausedBy}: ${pausedReason ?? ''}`,
  ];
}
