import { table } from '../table.js';
import { counted } from '../words.js';
import type { Carried } from './carry.js';

/** What was, or would be, carried, a line each. */
export function carriedReport({ found, blobs, sums, differences }: Carried): string {
  const rows: [string, number][] = [
    ...found.tables.map(({ title, rows }): [string, number] => [title, rows]),
    ['files of attachments', blobs.attachments - blobs.missing],
    ['cases on hold, and submissions that wait in them', found.remembered],
    ['messages of unsettled deliveries, for the topics', found.messages],
    ...Object.entries(found.unhandled).map(([topic, records]): [string, number] => [
      `records of ${topic} not handled yet`,
      records,
    ]),
  ];
  const wide = Math.max(...rows.map(([, count]) => String(count).length));
  return [
    table(
      undefined,
      rows.map(([title, count]) => [String(count).padStart(wide), title]),
    ),
    '',
    `In the ledger ${counted(sums.accepted, 'submission')}: ${sums.delivered} delivered, ${sums.rejected} rejected, ${sums.discarded} discarded, ${sums.inProgress} in progress, ${sums.deadLettered} dead-lettered.`,
    ...(differences === 0
      ? []
      : [
          `${counted(differences, 'difference')} between intake, register and delivery, most likely of what was under way: "nahtlos ledger" tells once the services have run.`,
        ]),
    ...(blobs.stay ? ['The attachments stay where they are.'] : []),
    ...(blobs.missing === 0
      ? []
      : [`${counted(blobs.missing, 'attachment')} had no file any more before.`]),
  ].join('\n');
}
