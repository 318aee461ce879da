import type { DeadLetterFilter } from '#register';

/** Options that say which dead letters are meant. An empty value means those that have none. */
export const CRITERIA = {
  cluster: { value: 'ID', description: 'of this cluster only' },
  code: { value: 'CODE', description: 'with this code only' },
  place: { value: 'PATH', description: 'at this place only, as the list says it' },
  package: { value: 'VERSION', description: 'made with this version of the package only' },
  destination: { value: 'ID', description: 'for this destination only' },
  service: { value: 'KEY', description: 'of this service only' },
  client: { value: 'ID', description: 'of this client only' },
  submission: { value: 'ID', description: 'of this submission only' },
  'assigned-to': { value: 'NAME', description: 'held for this colleague only' },
} as const;

export function criteriaIn(
  options: {
    [Name in keyof typeof CRITERIA]: string | undefined;
  },
): DeadLetterFilter {
  const { package: packageVersion, submission: submissionId, 'assigned-to': assignedTo } = options;
  const { cluster, code, place, destination, service, client } = options;
  return {
    ...{ cluster, code, place, packageVersion, destination, service, client },
    ...{ submissionId, assignedTo },
  };
}
