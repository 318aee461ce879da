/** Who else does a service, and in which areas, each with the destinations of its targets. */
export interface ResponsibleAuthority {
  name: string;
  areas: readonly { area: string; destinations: Readonly<Record<string, string>> }[];
}

/** What the landscape says about who is responsible. */
export interface Responsibility {
  /** The authority with this directory key (`prefix:key`). */
  elsewhere(service: string, key: string): ResponsibleAuthority | undefined;
  /** What becomes of messages for which the case system of a destination is not responsible. */
  rule(destination: string): 'forward' | 'dead-letter';
}

/** What an operator is told of a message whose case system is not responsible. */
export function notResponsible(
  forwardTo: string | null,
  other: ResponsibleAuthority | undefined,
): string {
  if (forwardTo === null) {
    return 'The case system says that its authority is not responsible, and not who is. Correct the area with "nahtlos dead-letters edit --form --area", or discard and hand over by hand.';
  }
  if (other === undefined) {
    return `The case system says that not its authority is responsible but ${forwardTo}, which the landscape does not activate for this service. Activate it and correct the area with "nahtlos dead-letters edit --form --area"; or discard and hand over by hand.`;
  }
  const areas = other.areas.map(({ area }) => area).join(', ');
  return `The case system says that not its authority is responsible but ${other.name} (${forwardTo}), which does this service in the area ${areas}. Correct the area with "nahtlos dead-letters edit --form --area", or discard and hand over by hand.`;
}

/** What is told of one that the rule of its destination forwards. */
export function forwarded(
  forwardTo: string,
  other: ResponsibleAuthority,
  to: { from: string; destination: string; area: string },
): string {
  return `The case system says that not its authority is responsible but ${other.name} (${forwardTo}). The rule of the destination ${to.from} forwards it to ${to.destination} (area ${to.area}).`;
}
