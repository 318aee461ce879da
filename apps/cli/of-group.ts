import { Failure } from '#domain';
import { type DeadLetterFilter, filterOf } from '#register';
import type { OperatorDesk } from './desk/operator-desk.js';

/** The letters of a group, narrowed further. Throws Failure `not-found` where no letter of that state is in it. */
export async function ofGroup(
  desk: OperatorDesk,
  id: string,
  filter: DeadLetterFilter,
): Promise<DeadLetterFilter> {
  const state = 'state' in filter ? filter.state : 'open';
  const groups = await desk.groups({ state });
  const group = groups.find((one) => one.id === id);
  if (group === undefined) {
    throw new Failure(
      'not-found',
      `No ${state === undefined ? '' : `${state} `}dead letters are in a group ${id}. \`nahtlos dead-letters list --group\` names the groups.`,
    );
  }
  return { ...filter, ...filterOf(group) };
}
