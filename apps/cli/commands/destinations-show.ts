import type { DestinationDetails } from '#register';
import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { table } from '../table.js';
import { onTheClock } from '../words.js';

export const destinationsShow = defineCommand({
  name: 'destinations show',
  summary: 'Show how a destination does, and what was decided about it',
  description: [],
  positionals: [{ name: 'id', description: 'the id of the destination' }],
  options: {
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'it is shown' },
  run: async ({ positionals: [id = ''], options, terminal }) => {
    const found = await withDesk(options, terminal, (desk) => desk.destination(id));
    terminal.say(options.json ? JSON.stringify(found, null, 2) : inWords(found));
    return 0;
  },
});

function inWords(found: DestinationDetails): string {
  const at = (instant: string | null) => (instant === null ? '' : onTheClock(instant));
  const { breaker } = found;
  const facts = table(undefined, [
    ['id', found.id],
    ['name', found.name ?? ''],
    ['transport', found.transport ?? ''],
    ['status', found.status],
    ['waiting', String(found.waiting)],
    ['oldest', at(found.oldestAt)],
    ['dead letters', String(found.dead)],
    ['last outcome', [found.lastOutcome, found.lastCode].filter(Boolean).join(', ')],
    ['last attempt', at(found.lastAt)],
    ['breaker', breaker.state],
    ['failures', String(breaker.failures)],
    ['open since', at(breaker.openedAt)],
    ['next probe', at(breaker.probeAt)],
    ['paused', at(found.pausedAt)],
    ['by', found.pausedBy ?? ''],
    ['because', found.pausedReason ?? ''],
    ['disabled', at(found.disabledAt)],
    ['its answer', found.disabledDetail ?? ''],
  ]);
  const operations = table(
    undefined,
    found.operations.map(({ operation, operator, reason, at: when }) => [
      `  ${onTheClock(when)}`,
      operation,
      operator,
      reason ?? '',
    ]),
  );
  return found.operations.length === 0
    ? facts
    : [facts, '', 'What was decided:', operations].join('\n');
}
