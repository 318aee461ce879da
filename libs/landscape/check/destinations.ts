import { BREAKER, type TransportDescriptor, type TransportField } from '#domain';
import type { Path } from '#source-file';
import type { DestinationEntry, Entry } from '../entries.js';
import { isSecretReference } from '../secrets.js';
import { note, unknownName } from './note.js';

/** Destinations against the descriptors of their transports. */
export function checkDestinations(
  destinations: readonly Entry<DestinationEntry>[],
  transports: readonly TransportDescriptor[],
): void {
  for (const entry of destinations) {
    checkRetry(entry);
    checkBreaker(entry);
    const { transport, settings } = entry.value;
    if (typeof transport !== 'string') continue;
    const descriptor = transports.find(({ type }) => type === transport);
    if (descriptor === undefined) {
      const types = transports.map(({ type }) => type);
      const problem = unknownName('transport', transport, types);
      note(entry, ['transport'], `${problem} (known are ${types.join(', ')})`);
    } else if (typeof settings === 'object' && settings !== null) {
      checkSettings(entry, descriptor, settings);
    }
  }
}

/** Notes mistakes below `at`, the place of the settings in the entry. */
export function checkSettings(
  entry: Pick<Entry<unknown>, 'source' | 'path'>,
  { type, fields, oneOf = [] }: TransportDescriptor,
  settings: Record<string, unknown>,
  at: Path = ['settings'],
): void {
  for (const field of fields) {
    const value = settings[field.name];
    if (value !== undefined) {
      const expected = expectation(field, value);
      if (expected !== undefined) {
        note(entry, [...at, field.name], `${field.name} must be ${expected}`);
      }
      if (field.needs !== undefined && settings[field.needs] === undefined) {
        note(entry, ['settings', field.name], `${field.name} needs ${field.needs}`);
      }
    } else if (field.required === true) {
      note(entry, at, `${type} needs ${field.name}: ${field.description}`);
    }
  }
  if (oneOf.length > 0 && oneOf.every((name) => settings[name] === undefined)) {
    note(entry, at, `${type} needs ${oneOf.join(' or ')}`);
  }
  const names = fields.map(({ name }) => name);
  for (const name of Object.keys(settings).filter((name) => !names.includes(name))) {
    note(entry, [...at, name], unknownName(`setting for ${type} called`, name, names));
  }
}

/** What a value should have been; undefined where it is right. The value is not repeated. */
function expectation(field: TransportField, value: unknown): string | undefined {
  if (field.secret === true) {
    return typeof value === 'string' && isSecretReference(value)
      ? undefined
      : 'a reference to a secret: env:NAME or file:path';
  }
  switch (field.kind) {
    case 'number':
      return typeof value === 'number' && value >= (field.minimum ?? Number.NEGATIVE_INFINITY)
        ? undefined
        : `a number${field.minimum === undefined ? '' : ` of at least ${field.minimum}`} (${field.unit ?? 'without unit'})`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'url':
      return typeof value === 'string' ? urlExpectation(value) : 'an address in quotes';
    case 'path':
      return typeof value === 'string' && value !== '' && !value.split('/').includes('..')
        ? undefined
        : 'a path without ..';
    case 'choice':
      return field.choices?.includes(value as string)
        ? undefined
        : `one of ${field.choices?.join(', ')}`;
    case 'text':
      if (typeof value !== 'string') return 'a text in quotes';
      return field.form?.pattern.test(value) === false ? field.form.expected : undefined;
  }
}

/** Personal data does not travel in clear text, except inside this machine. */
function urlExpectation(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) return 'an address such as https://host/path';
  if (url.username !== '' || url.password !== '') return 'an address without a password in it';
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return undefined;
  return 'an https address (http only to this machine)';
}

/** What the destinations ask of the installation, which the landscape alone does not say. */
export function warnOfTopics(
  destinations: readonly Entry<DestinationEntry>[],
  transports: readonly TransportDescriptor[],
): void {
  for (const { value, source, path } of destinations) {
    const descriptor = transports.find(({ type }) => type === value.transport);
    if (descriptor?.readsTopics !== true) continue;
    const message = `Nothing can be delivered by ${value.transport} while the events lie in the database, where no case system reads them: set NAHTLOS_LOG=kafka, or give the destination another transport`;
    source.report([...path, 'transport'], message, 'warning');
  }
}

export function checkRetry(entry: Entry<Pick<DestinationEntry, 'retry'>>): void {
  const { initialInterval, maximumInterval } = entry.value.retry ?? {};
  if (
    initialInterval !== undefined &&
    maximumInterval !== undefined &&
    maximumInterval < initialInterval
  ) {
    note(entry, ['retry', 'maximumInterval'], 'maximumInterval is less than initialInterval');
  }
}

function checkBreaker(entry: Entry<DestinationEntry>): void {
  const { firstProbe, longestProbe } = { ...BREAKER, ...entry.value.breaker };
  if (longestProbe < firstProbe) {
    note(entry, ['breaker'], 'longestProbe is less than firstProbe');
  }
}
