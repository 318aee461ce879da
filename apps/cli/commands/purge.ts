import type { PurgeResult } from '#register';
import { defineCommand } from '../command.js';
import { DESK_OPTIONS, withDesk } from '../desk/open-desk.js';
import { table } from '../table.js';
import { counted, onTheClock } from '../words.js';

export const purge = defineCommand({
  name: 'purge',
  summary: 'Delete now what has served its purpose, or see what that would be',
  description: [
    'A running server does this by itself, every hour unless NAHTLOS_PURGE_INTERVAL says otherwise.',
    'After how many days the data of a settled submission goes, landscape.yaml says under "retention".',
    'Three years later the rest goes: reference, states, journal. So that takes two runs.',
    'What is unsettled is never deleted. Without a server, attachments and messages go when the next one starts.',
  ],
  positionals: [],
  options: {
    'dry-run': { description: 'tell what would be deleted and what is kept, and delete nothing' },
    json: { description: 'as JSON' },
    ...DESK_OPTIONS,
  },
  exits: { 0: 'done', 1: 'submissions are unsettled for more than 90 days' },
  run: async ({ options, terminal }) => {
    const dry = options['dry-run'];
    const result = await withDesk(options, terminal, (desk) => desk.purge(dry));
    terminal.say(options.json ? JSON.stringify(result, null, 2) : inWords(result, dry));
    return result.kept.unsettled.olderThan90Days > 0 ? 1 : 0;
  },
});

function inWords(
  { purged, forgotten, records, due, past, kept }: PurgeResult,
  dry: boolean,
): string {
  const { settledLately, openLetter, pastHeld, unsettled } = kept;
  return [
    ...(dry
      ? [...whatIsDue(due), ...whatIsPast(past)]
      : [
          `The data of ${counted(purged, 'submission')} is being deleted.`,
          ...(forgotten === 0
            ? []
            : [
                `All that is kept about ${counted(forgotten, 'older submission')} is being deleted.`,
              ]),
          ...(records === 0 ? [] : [`${counted(records, 'record')} went from the log.`]),
        ]),
    '',
    'Kept:',
    table(undefined, [
      ['  settled, but not for long enough', String(settledLately)],
      ['  settled, with a decision or a delivery under way', String(openLetter)],
      ...(pastHeld === 0
        ? []
        : [['  past the time of the journal, with a younger one in the case', String(pastHeld)]]),
      ['  unsettled, never deleted', String(unsettled.submissions)],
      ['    of those received more than 30 days ago', String(unsettled.olderThan30Days)],
      ['    of those received more than 90 days ago', String(unsettled.olderThan90Days)],
    ]),
    ...(unsettled.olderThan30Days === 0 || unsettled.oldestReceivedAt === null
      ? []
      : [
          '',
          `The oldest unsettled one was received on ${onTheClock(unsettled.oldestReceivedAt)}.`,
          'See "nahtlos dead-letters list" and "nahtlos ledger" for what they wait for.',
        ]),
  ].join('\n');
}

function whatIsPast({ days, submissions, oldestPurgedAt }: PurgeResult['past']): string[] {
  if (submissions === 0 || oldestPurgedAt === null) return [];
  const since = `purged more than ${counted(days, 'day')} ago, the oldest on ${onTheClock(oldestPurgedAt)}`;
  return [
    '',
    `All that is kept would be deleted of ${counted(submissions, 'submission')}: ${since}.`,
  ];
}

function whatIsDue(due: PurgeResult['due']): string[] {
  if (due.length === 0) return ['Nothing is due.'];
  const rows = due.map(({ cluster, days, submissions, oldestSettledAt }) => [
    cluster ?? '(no cluster)',
    String(submissions),
    `settled more than ${counted(days, 'day')} ago`,
    onTheClock(oldestSettledAt),
  ]);
  return [
    'Payload and attachments that would be deleted:',
    '',
    table(['cluster', 'submissions', 'because', 'oldest settled'], rows),
  ];
}
