import { HEADERS } from '#domain';

/** Who else does a service, as the landscape knows. */
export interface Responsibility {
  /** The authority with this directory key (`prefix:key`), and the areas in which it does the service. */
  elsewhere(service: string, key: string): { name: string; areas: readonly string[] } | undefined;
}

/** What an operator is told of a message whose case system is not responsible. */
export function notResponsible(
  forwardTo: string | null,
  headers: Readonly<Record<string, string>>,
  responsibility: Responsibility,
): string {
  if (forwardTo === null) {
    return 'The case system says that its authority is not responsible, and not who is. Correct the area with "nahtlos dead-letters edit --form --area", or discard and hand over by hand.';
  }
  const other = responsibility.elsewhere(headers[HEADERS.service] ?? '', forwardTo);
  if (other === undefined) {
    return `The case system says that not its authority is responsible but ${forwardTo}, which the landscape does not activate for this service. Activate it and correct the area with "nahtlos dead-letters edit --form --area"; or discard and hand over by hand.`;
  }
  return `The case system says that not its authority is responsible but ${other.name} (${forwardTo}), which does this service in the area ${other.areas.join(', ')}. Correct the area with "nahtlos dead-letters edit --form --area", or discard and hand over by hand.`;
}
