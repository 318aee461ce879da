import { ConfigurationError, type ConfigurationFinding, type TransportDescriptor } from '#domain';
import { readYaml, type SourceFile } from '#source-file';
import { readAreas } from './areas/read-areas.js';
import { buildLandscape } from './build-landscape.js';
import { calendarOf } from './calendar.js';
import { checkActivations, warnOfAreas } from './check/activations.js';
import { checkDestinations, warnOfTopics } from './check/destinations.js';
import { checkKeys } from './check/keys.js';
import { warnOfNeeds } from './check/message-needs.js';
import { byId } from './check/note.js';
import { checkRetention } from './check/retention.js';
import { checkWebhooks } from './check/webhooks.js';
import { contentVersion } from './content-version.js';
import type { Entry, LandscapeFile } from './entries.js';
import { LANDSCAPE_FILE } from './file-schemas.js';
import type { Landscape, ServiceFacts } from './landscape.js';
import { readEntries } from './read-entries.js';

/** What a landscape is checked against. */
interface LandscapeFacts {
  transports: readonly TransportDescriptor[];
  services: ServiceFacts;
  /** Whether case systems can read the topics; undefined where it is not known. */
  topicsInReach?: boolean | undefined;
}

/**
 * Reads and checks a landscape, against itself, the transports and the packages. Throws ConfigurationError
 * with every mistake, by file (relative to the folder) and line.
 */
export async function loadLandscape(folder: string, facts: LandscapeFacts): Promise<Landscape> {
  const head = await readYaml<LandscapeFile>(folder, 'landscape.yaml', LANDSCAPE_FILE);
  checkTimeZone(head);
  checkRetention(head, facts.services);
  const areas = await readAreas(folder, head);
  const { entries, sources } = await readEntries(folder);

  const whole = (list: string) => sources.every((source) => source.usable || !holds(source, list));
  const ids = <T extends { id: string }>(
    what: string,
    list: string,
    found: readonly Entry<T>[],
  ) => {
    const known = byId(what, found);
    return whole(list) ? new Set(known.keys()) : undefined;
  };
  const clients = ids('client', 'clients', entries.clients);
  const authorities = ids('authority', 'authorities', entries.authorities);
  const destinations = ids('destination', 'destinations', entries.destinations);
  byId('key', entries.keys);
  const known = {
    authorities,
    destinations,
    services: facts.services,
    isArea: (area: string) => areas.table.isKnown(area),
  };
  checkActivations(entries.activations, known);
  warnOfAreas(entries.activations, known);
  checkDestinations(entries.destinations, facts.transports);
  checkWebhooks(entries.clients, facts.transports);
  checkKeys(entries.keys, { clients, destinations, services: facts.services });

  const findings = () =>
    [head, ...sources]
      .flatMap((source) => source.findings)
      .concat(areas.findings)
      .sort(byPlace);
  const errors = findings().filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ConfigurationError(`The landscape ${folder}`, errors);
  warnOfNeeds(entries, facts.services);
  if (facts.topicsInReach === false) warnOfTopics(entries.destinations, facts.transports);
  return buildLandscape({
    head: head.value,
    content: await contentVersion(folder),
    areas: areas.table,
    entries,
    warnings: findings(),
    services: facts.services,
    transports: facts.transports,
  });
}

/** Whether a file is one of a list's, by its name. */
function holds(source: SourceFile<unknown>, list: string): boolean {
  return source.file === `${list}.yaml` || source.file.startsWith(`${list}/`);
}

function checkTimeZone(head: SourceFile<LandscapeFile>): void {
  const timeZone: unknown = head.value?.timeZone;
  if (typeof timeZone !== 'string') return;
  try {
    calendarOf(timeZone);
  } catch {
    head.report(['timeZone'], 'timeZone must be a name such as Europe/Berlin');
  }
}

function byPlace(one: ConfigurationFinding, other: ConfigurationFinding): number {
  return one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1;
}
