import { RULE } from '#domain';
import type { Entry, KeyEntry } from '../entries.js';
import type { ServiceFacts } from '../landscape.js';
import { note, unknownName } from './note.js';

export interface KnownToKeys {
  clients: ReadonlySet<string> | undefined;
  destinations: ReadonlySet<string> | undefined;
  services: ServiceFacts;
}

/** Which fields a role needs beside the secret; what else stands there would be a misunderstanding. */
const FIELDS: Record<string, readonly string[]> = {
  platform: ['client', 'services'],
  operator: ['name'],
  'case-system': ['destinations'],
};

export function checkKeys(keys: readonly Entry<KeyEntry>[], known: KnownToKeys): void {
  for (const entry of keys) {
    const value = entry.value as Partial<Record<string, unknown>>;
    if ((value.sha256 === undefined) === (value.loopbackSecret === undefined)) {
      note(entry, [], 'A key has either sha256 or, for a demo, loopbackSecret');
    }
    const own = FIELDS[String(value.role)];
    if (own === undefined) continue;
    for (const field of new Set(Object.values(FIELDS).flat())) {
      if (own.includes(field) && value[field] === undefined) {
        note(entry, ['role'], `A key of the role ${value.role} needs ${field}`);
      }
      if (!own.includes(field) && value[field] !== undefined) {
        note(entry, [field], `${field} does not belong to the role ${value.role}`);
      }
    }
    if (String(value.name).startsWith(RULE)) {
      note(entry, ['name'], `A name does not begin with ${RULE}: in the journal that is a rule's`);
    }
    checkReferences(entry, value, known);
  }
}

function checkReferences(
  entry: Entry<KeyEntry>,
  { client, destinations, services }: Partial<Record<string, unknown>>,
  known: KnownToKeys,
): void {
  if (typeof client === 'string' && known.clients?.has(client) === false) {
    note(entry, ['client'], unknownName('client', client, known.clients));
  }
  each(destinations, (destination, index) => {
    if (known.destinations?.has(destination) === false) {
      const problem = unknownName('destination', destination, known.destinations);
      note(entry, ['destinations', index], problem);
    }
  });
  each(services, (service, index) => {
    if (known.services.service(service) === undefined) {
      note(entry, ['services', index], `No package knows the service ${service}`);
    }
  });
}

function each(values: unknown, visit: (value: string, index: number) => void): void {
  if (!Array.isArray(values)) return;
  values.forEach((value, index) => {
    if (typeof value === 'string') visit(value, index);
  });
}
