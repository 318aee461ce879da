import type { Ledger } from '#register';
import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { periodIn } from '../period.js';
import { table } from '../table.js';
import { counted, onTheClock } from '../words.js';

export const ledger = defineCommand({
  name: 'ledger',
  summary: 'Account for every submission accepted in a period',
  description: [
    'Holds what intake accepted against the register, and the register against deliveries and dead letters.',
    'Days are whole days of this machine; instants are ISO 8601 with a zone.',
  ],
  positionals: [],
  options: {
    from: {
      value: 'DAY',
      description: 'the first day, or instant; from the beginning where absent',
    },
    to: {
      value: 'DAY',
      description: 'the last day, included, or an instant, not included; up to now where absent',
    },
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'the sums agree', 1: 'they do not, or the register lags too far behind to say' },
  run: async ({ options, terminal }) => {
    const period = periodIn(options);
    const account = await withDesk(options, terminal, (desk) => desk.ledger(period));
    terminal.say(options.json ? JSON.stringify(account, null, 2) : inWords(account));
    return account.closed ? 0 : 1;
  },
});

function inWords(ledger: Ledger): string {
  const { from, to, sums, differences, differenceCount, lag, beyond, closed } = ledger;
  const wide = String(sums.accepted).length;
  const rows = (
    [
      ['accepted', sums.accepted],
      ['delivered', sums.delivered],
      ['rejected', sums.rejected],
      ['discarded', sums.discarded],
      ['in progress', sums.inProgress],
      ['dead-lettered', sums.deadLettered],
    ] as const
  ).map(([name, count], at) => [at === 0 ? name : `  ${name}`, String(count).padStart(wide)]);
  const since = from === null ? 'the beginning' : onTheClock(from);
  return [
    `Received from ${since} to ${onTheClock(to)}`,
    '',
    table(undefined, rows),
    '',
    ...(lag === 0
      ? []
      : [`The register has ${counted(lag, 'record')} still to take in: look again in a moment.`]),
    ...(beyond === null
      ? []
      : [
          `Not counted is what is past the time of the journal: ${counted(beyond.submissions, 'submission')} in all, the youngest received on ${onTheClock(beyond.receivedUntil)}.`,
        ]),
    closed
      ? 'The sums agree.'
      : `The sums do not agree: ${counted(differenceCount, 'difference')}.`,
    ...(differences.length === 0
      ? []
      : [
          '',
          table(
            ['submission', 'difference', 'about'],
            differences.map(({ submissionId, detail, about }) => [
              submissionId,
              detail,
              about ?? '',
            ]),
          ),
        ]),
  ].join('\n');
}
