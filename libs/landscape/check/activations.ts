import { versionOf } from '#domain';
import { withoutPadding } from '../areas/area-table.js';
import { isDate, overlap, type Validity } from '../calendar.js';
import type { ActivationEntry, Entry } from '../entries.js';
import type { ServiceFacts } from '../landscape.js';
import { note, placeOf, unknownName } from './note.js';

/** What activations refer to. A set is undefined where its file is broken: then nothing is said about it. */
export interface Known {
  authorities: ReadonlySet<string> | undefined;
  destinations: ReadonlySet<string> | undefined;
  services: ServiceFacts;
  /** Whether a municipality lies in an area; undefined where no list can tell. */
  isArea(area: string): boolean | undefined;
}

export function checkActivations(
  activations: readonly Entry<ActivationEntry>[],
  known: Known,
): void {
  for (const entry of activations) {
    checkService(entry, known.services);
    checkTargets(entry, known);
    checkAuthorities(entry, known);
    checkDates(entry);
  }
  checkOverlaps(activations);
}

/** Areas in which the official list has no municipality: probably a slip, perhaps a list that is too old. */
export function warnOfAreas(activations: readonly Entry<ActivationEntry>[], known: Known): void {
  for (const { value, source, path } of activations) {
    if (typeof value.area !== 'string' || known.isArea(value.area) !== false) continue;
    source.report(
      [...path, 'area'],
      `No municipality of the area list lies in ${value.area}`,
      'warning',
    );
  }
}

function checkService(entry: Entry<ActivationEntry>, services: ServiceFacts): void {
  const { service, package: version } = entry.value;
  if (!isText(service)) return;
  const facts = services.service(service);
  if (facts === undefined) {
    note(entry, ['service'], `No package knows the service ${service}`);
    return;
  }
  if (version !== undefined && services.service(service, { version }) === undefined) {
    const newest = versionOf(facts.packageVersion);
    note(
      entry,
      ['package'],
      `The package is ${facts.packageVersion}, but this was activated with ${version}: check it and write ${newest}`,
    );
  }
}

function checkTargets(entry: Entry<ActivationEntry>, known: Known): void {
  const { targets } = entry.value;
  if (!Array.isArray(targets)) return;
  const names = new Set<string>();
  targets.forEach((target, index) => {
    const { message, destination, name = message } = target ?? {};
    if (isText(message)) checkMessage(entry, index, message, known.services);
    if (isText(destination) && known.destinations?.has(destination) === false) {
      const problem = unknownName('destination', destination, known.destinations);
      note(entry, ['targets', index, 'destination'], problem);
    }
    if (isText(name) && names.has(name)) {
      note(entry, ['targets', index], `There is a target ${name} already: give each a name`);
    }
    if (isText(name)) names.add(name);
  });
}

function checkMessage(
  entry: Entry<ActivationEntry>,
  index: number,
  message: string,
  services: ServiceFacts,
): void {
  const at = ['targets', index, 'message'];
  const { service, package: version } = entry.value;
  const own = isText(service) ? services.service(service, { version })?.messages : undefined;
  for (const other of versionsOf(entry.value, services)) {
    if (services.message(message) === undefined) break;
    if (services.message(message, { version: other }) !== undefined) continue;
    const advice = 'name a version with package, or activate it by validFrom and validTo';
    note(entry, at, `The version ${other} of the package has no message ${message}; ${advice}`);
  }
  const facts = services.message(message, { version, service }) ?? services.message(message);
  if (facts === undefined) {
    note(entry, at, unknownName('message', message, own ?? []));
  } else if (own !== undefined && !facts.services.includes(service)) {
    note(
      entry,
      at,
      `The message ${message} is not made from the service ${service}; its messages are ${own.join(', ')}`,
    );
  }
}

/** The versions that an activation may meet: the one that it names, else all. */
function versionsOf(
  { service, package: version }: ActivationEntry,
  services: ServiceFacts,
): (string | undefined)[] {
  if (version !== undefined) return [version];
  return (services.versions?.(service) ?? []).map(({ packageVersion }) =>
    versionOf(packageVersion),
  );
}

function checkAuthorities(entry: Entry<ActivationEntry>, known: Known): void {
  const { authority, onBehalfOf } = entry.value;
  const { authorities } = known;
  if (isText(authority) && authorities?.has(authority) === false) {
    note(entry, ['authority'], unknownName('authority', authority, authorities));
  }
  if (!isText(onBehalfOf)) return;
  if (onBehalfOf === 'municipality') {
    if (known.isArea('00') === undefined) {
      note(
        entry,
        ['onBehalfOf'],
        'The municipality can only be found with an area list: areas.ars',
      );
    }
  } else if (authorities?.has(onBehalfOf) === false) {
    const problem = unknownName('authority', onBehalfOf, ['municipality', ...authorities]);
    note(entry, ['onBehalfOf'], `${problem} (or write municipality)`);
  }
}

function checkDates(entry: Entry<ActivationEntry>): void {
  const { validFrom, validTo } = entry.value;
  for (const [name, date] of Object.entries({ validFrom, validTo })) {
    if (isText(date) && /^\d{4}-\d{2}-\d{2}$/.test(date) && !isDate(date)) {
      note(entry, [name], `${date} is no day of the calendar`);
    }
  }
  if (isText(validFrom) && isText(validTo) && validTo < validFrom) {
    note(entry, ['validTo'], 'The activation would end before it begins');
  }
}

function checkOverlaps(activations: readonly Entry<ActivationEntry>[]): void {
  const groups = new Map<string, Entry<ActivationEntry>[]>();
  for (const entry of activations) {
    const { service, area } = entry.value;
    if (!isText(service) || !isText(area)) continue;
    const key = `${service} ${withoutPadding(area)}`;
    const group = groups.get(key) ?? [];
    const other = group.find((earlier) => overlap(validityOf(earlier), validityOf(entry)));
    if (other !== undefined) {
      note(
        entry,
        [],
        `The service ${service} is activated for ${area} on the same days ${placeOf(other)}`,
      );
    }
    group.push(entry);
    groups.set(key, group);
  }
}

function validityOf({ value }: Entry<ActivationEntry>): Validity {
  return { validFrom: value.validFrom, validTo: value.validTo };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
