import { setTimeout } from 'node:timers/promises';
import { Failure } from '#domain';
import type { BulkProgress, BulkRequest, DeadLetterFilter } from '#register';
import { filterOf } from '#register';
import { type Terminal, WrongCall } from './command.js';
import { CRITERIA, criteriaIn } from './criteria.js';
import type { OperatorDesk } from './desk/operator-desk.js';
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
  const filter = await filterIn(desk, options);
  const rate = rateIn(options.rate);
  let progress = await desk.beginBulk({ ...decision, filter, ...(rate && { rate }) });
  terminal.say(`${progress.id}  ${counted(progress.total, 'dead letter')}`);
  for (let look = 1; progress.state === 'running'; look += 1) {
    await setTimeout(LOOK);
    progress = await desk.bulk(progress.id);
    if (look % TOLD_EACH === 0 && progress.state === 'running') terminal.say(told(progress));
  }
  terminal.say(told(progress));
  return progress.state === 'done' && progress.skipped + progress.failed === 0 ? 0 : 1;
}

export function told({ state, total, done, skipped, failed }: BulkProgress): string {
  const others = [
    ...(skipped === 0 ? [] : [`${skipped} decided about by others`]),
    ...(failed === 0 ? [] : [`${failed} still open`]),
  ];
  return [`${state}  ${done} of ${total}`, ...others].join(', ');
}

async function filterIn(desk: OperatorDesk, options: BulkOptions): Promise<DeadLetterFilter> {
  const given = criteriaIn(options);
  if (options.group === undefined) return given;
  const groups = await desk.groups({ state: 'open' });
  const group = groups.find(({ id }) => id === options.group);
  if (group === undefined) {
    throw new Failure(
      'not-found',
      `No open dead letters are in a group ${options.group}. \`nahtlos dead-letters list --group\` names the groups.`,
    );
  }
  return { ...given, ...filterOf(group) };
}

function rateIn(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const rate = Number(given);
  if (Number.isInteger(rate) && rate >= 1) return rate;
  throw new WrongCall('--rate is a number from 1 on: dead letters a second.');
}
