import type { ResponsibleAuthority } from './not-responsible.js';

/** What is known of a message whose case system is not responsible. */
export interface ForwardingFacts {
  /** The destination that says so. */
  destination: string;
  /** Its rule in the landscape. */
  rule: 'forward' | 'dead-letter';
  /** Which message of its submission it is. */
  target: string;
  /** Whom the case system names; undefined where the landscape activates nobody of that name for the service. */
  other: ResponsibleAuthority | undefined;
  /** Where this message of its submission was before, this destination included. */
  been: readonly string[];
}

export type Forwarding =
  | { type: 'forward'; area: string; destination: string }
  /** A person decides. `why` says why the rule does not; null where there is none. */
  | { type: 'person'; why: string | null };

/**
 * Decides whether a rule forwards a message. It does where nothing is left to choose and nothing goes round in circles:
 * one area, one other destination, and one where the message was not before.
 */
export function decideForwarding(facts: ForwardingFacts): Forwarding {
  const { destination, rule, target, other, been } = facts;
  if (rule !== 'forward') return { type: 'person', why: null };
  const person = (reason: string): Forwarding => ({
    type: 'person',
    why: `The rule of the destination ${destination} does not forward it, because ${reason}.`,
  });
  if (other === undefined) return person('it is not known who is responsible');
  const [place, another] = other.areas;
  if (place === undefined || another !== undefined) {
    return person(`${other.name} does this service in several areas`);
  }
  const there = place.destinations[target];
  if (there === undefined) return person(`the area ${place.area} has no target ${target}`);
  if (there === destination) return person(`the area ${place.area} leads to the same destination`);
  if (been.includes(there)) return person(`it was at the destination ${there} before`);
  return { type: 'forward', area: place.area, destination: there };
}
