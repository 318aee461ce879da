import type { DestinationContext } from './destination.js';
import { UnusableDestination } from './unusable-destination.js';

/**
 * What a reference to a secret stands for; undefined where the setting was left out.
 *
 * @throws UnusableDestination where nothing can be read there
 */
export function secretOf(
  context: Pick<DestinationContext, 'readSecret'>,
  reference: string | undefined,
): string | undefined {
  if (reference === undefined) return undefined;
  try {
    return context.readSecret(reference);
  } catch (cause) {
    throw new UnusableDestination(`${(cause as Error).message}.`, { cause });
  }
}
