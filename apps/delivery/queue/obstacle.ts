/*
 * What stands in the column `obstacle`: why a delivery is not attempted.
 */

/** What a delivery that replaces another meets where that one is not dead-lettered any more. */
export const TOO_LATE = 'too-late';

/**
 * The case has moved here, and what waited elsewhere for its turn has yet to follow: this one comes after that. Such a
 * delivery is head of nothing and due at no time.
 */
export const BEHIND = 'behind';

/** Where the case of a delivery has gone, from the destination that it still waits at. */
export interface MovedTo {
  destination: string;
  /** The ARS that leads there. */
  area: string;
  /** A rule of the landscape moved it, and moves this one as well; else a person does. */
  ruled: boolean;
}

export function movedTo({ destination, area, ruled }: MovedTo): string {
  return `moved/${ruled ? 'rule' : 'operator'}/${area}/${destination}`;
}

/** Undefined for any other obstacle, and for none. */
export function moveIn(obstacle: string | null): MovedTo | undefined {
  const [kind, by, area = '', destination = ''] = (obstacle ?? '').split('/');
  return kind === 'moved' ? { destination, area, ruled: by === 'rule' } : undefined;
}

/** What the dead letter of a delivery says whose case has gone elsewhere. */
export function movedAway({ destination, area, ruled }: MovedTo): string {
  const gone = `An earlier message of the case was forwarded to the destination ${destination} (area ${area}), so this one was not sent here.`;
  return ruled
    ? `${gone} The rule of this destination forwards it too.`
    : `${gone} Correct its area with "nahtlos dead-letters edit --form --area" so that it follows, replay it to send it here all the same, or discard.`;
}
