import { setTimeout } from 'node:timers/promises';
import { type BulkProgress, type BulkRequest, HIGHEST_RATE } from '#register';
import { type Terminal, WrongCall } from './command.js';
import { CRITERIA, criteriaIn } from './criteria.js';
import type { OperatorDesk } from './desk/operator-desk.js';
import { ofGroup } from './of-group.js';
import { counted } from './words.js';

/** Milliseconds between two looks at how far it is. */
const LOOK = 250;
/** Looks between two lines about it. */
const TOLD_EACH = 8;

/** Options of a decision about many letters. */
export const BULK_OPTIONS = {
  all: { description: 'all that match, instead of single ones' },
  group: { value: 'NAME', description: 'of this group only: `dead-letters list --group` names it' },
  ...CRITERIA,
  rate: { value: 'NUMBER', description: 'at most so many a second; 500 where absent' },
} as const;

type BulkOptions = { all: boolean; group: string | undefined; rate: string | undefined } & {
  [Name in keyof typeof CRITERIA]: string | undefined;
};

/** Whether many are meant. Throws WrongCall where a call mixes both ways, or narrows what is not all. */
export function demandsMany(ids: readonly string[], options: BulkOptions): boolean {
  const narrowed =
    [options.group, ...Object.values(criteriaIn(options))].some((value) => value !== undefined) ||
    options.rate !== undefined;
  if (options.all && ids.length > 0) {
    throw new WrongCall('Name dead letters, or say with --all that all of a group are meant.');
  }
  if (!options.all && narrowed) {
    throw new WrongCall('Add --all: it says that all that match are meant.');
  }
  if (!options.all && ids.length === 0) {
    throw new WrongCall('Name dead letters, or say with --all and --group which are meant.');
  }
  return options.all;
}

/** Decides about all that match, tells how far it is, and returns the exit code. */
export async function decideBulk(
  desk: OperatorDesk,
  terminal: Terminal,
  options: BulkOptions,
  decision: Pick<BulkRequest, 'operation' | 'reason'>,
): Promise<number> {
  const given = criteriaIn(options);
  const { group } = options;
  const filter = group === undefined ? given : await ofGroup(desk, group, given);
  const rate = rateIn(options.rate);
  let progress = await desk.beginBulk({ ...decision, filter, ...(rate && { rate }) });
  terminal.say(`${progress.id}  ${counted(progress.total, 'dead letter')}`);
  if (progress.state === 'running') terminal.say(endedBy(progress.id));
  for (let look = 1; progress.state === 'running'; look += 1) {
    await setTimeout(LOOK);
    progress = await desk.bulk(progress.id);
    if (look % TOLD_EACH === 0 && progress.state === 'running') terminal.say(told(progress));
  }
  terminal.say(told(progress));
  if (progress.done > 0 && decision.operation === 'replay') terminal.say(WENT_BACK);
  if (progress.held > 0) terminal.say(HELD);
  const { state, skipped, failed, held } = progress;
  return state === 'done' && skipped + failed + held === 0 ? 0 : 1;
}

const WENT_BACK =
  'Replayed is not through: `nahtlos dead-letters list` shows what fails again, as more failures of the same letter.';
const HELD = 'What is held for others was left out. --assigned-to NAME means what NAME holds.';

function endedBy(id: string): string {
  return `A server goes on with it when nobody looks; \`nahtlos dead-letters bulk --cancel ${id}\` ends it.`;
}

export function told({ state, total, done, skipped, failed, held }: BulkProgress): string {
  const others = [
    ...(held === 0 ? [] : [`${held} held for others`]),
    ...(skipped === 0 ? [] : [`${skipped} decided about by others`]),
    ...(failed === 0 ? [] : [`${failed} still open`]),
  ];
  return [`${state}  ${done} of ${total}`, ...others].join(', ');
}

function rateIn(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const rate = Number(given);
  if (Number.isInteger(rate) && rate >= 1 && rate <= HIGHEST_RATE) return rate;
  throw new WrongCall(`--rate is a number from 1 to ${HIGHEST_RATE}: dead letters a second.`);
}
