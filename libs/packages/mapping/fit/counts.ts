import type { Occurrence } from '#xoev';
import type { FormNode } from '../../forms/form-node.js';
import { type Misfit, warning } from './misfit.js';

/** How many items a list of the form may have, against how often an element may stand. */
export function countMisfits(
  list: FormNode,
  origin: string,
  target: string,
  { minimum, maximum }: Occurrence,
): Misfit[] {
  const most = list.mostItems;
  const least = list.leastItems ?? 0;
  const misfits: Misfit[] = [];
  if (most === undefined && maximum !== Infinity) {
    const takes = `${target} may stand ${maximum} times`;
    misfits.push(...warning(`${origin} has no maxItems in the form, ${takes}`));
  } else if (most !== undefined && most > maximum) {
    misfits.push(
      ...warning(
        `${origin} may have ${most} items in the form, ${target} may stand ${maximum} times`,
      ),
    );
  }
  // Whether an element may be absent at all is told elsewhere.
  if (minimum > 1 && least < minimum) {
    misfits.push(
      ...warning(
        `${origin} may have ${least} items in the form, ${target} has to stand ${minimum} times`,
      ),
    );
  }
  return misfits;
}
