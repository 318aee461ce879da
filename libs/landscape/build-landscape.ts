import {
  AREA_KEY,
  type Authority,
  BREAKER,
  type ConfigurationFinding,
  clientDestination,
  type DestinationConfig,
  MUNICIPALITY_KEY,
  type RetryPolicy,
  retentionOf,
  type TransportDescriptor,
} from '#domain';
import { type AreaTable, withoutPadding } from './areas/area-table.js';
import { calendarOf, isValid } from './calendar.js';
import type {
  ActivationEntry,
  ClientEntry,
  DestinationEntry,
  Entries,
  LandscapeFile,
} from './entries.js';
import { Authenticator } from './keys/authenticator.js';
import type { Client, Landscape, ServiceFacts } from './landscape.js';
import { ownTopicsOf } from './own-topics.js';
import { type Activation, RoutingTable } from './routing-table.js';

/** Messages under way at the same time at a destination that does not say how many. */
const CONCURRENCY = 8;

/** Seconds: from seconds to six hours between attempts, for two weeks. */
const RETRY: RetryPolicy = { initialInterval: 5, maximumInterval: 21_600, giveUpAfter: 1_209_600 };

/** Makes the landscape of what was checked. */
export function buildLandscape(checked: {
  head: LandscapeFile;
  content: string;
  areas: AreaTable;
  entries: Entries;
  warnings: readonly ConfigurationFinding[];
  services: ServiceFacts;
  transports: readonly TransportDescriptor[];
}): Landscape {
  const { head, content, areas, entries, warnings, services, transports } = checked;
  const version = `${head.landscape}@${head.version}+${content}`;
  const authorities = index(
    entries.authorities.map(({ value: { id, name, keys } }) => ({ id, name, keys: keys ?? {} })),
  );
  const clients = index(entries.clients.map(({ value }) => clientOf(value)));
  const destinations = index([
    ...entries.destinations.map(({ value }) => destinationOf(value, transports)),
    ...entries.clients.flatMap(({ value }) => webhookOf(value, transports)),
  ]);
  const activations = entries.activations.map(({ value }) =>
    activationOf(value, authorities, destinations),
  );
  const table = new RoutingTable(activations, areas, version);
  const authenticator = new Authenticator(entries.keys.map(({ value }) => value));
  const dateOf = calendarOf(head.timeZone);

  const resolveArea: Landscape['resolveArea'] = (area) => {
    if (AREA_KEY.test(area)) return { ars: area };
    const ars = MUNICIPALITY_KEY.test(area) ? areas.arsOf(area) : undefined;
    return ars === undefined ? undefined : { ars };
  };
  const route: Landscape['route'] = (service, area, on) => {
    const resolved = resolveArea(area);
    return resolved === undefined ? undefined : table.route(service, resolved.ars, dateOf(on));
  };
  return {
    version,
    timeZone: head.timeZone,
    warnings,
    route,
    resolveArea,
    areaName: (area) => areas.name(resolveArea(area)?.ars ?? area),
    services: (area, on) =>
      [...table.services()].flatMap((service) => route(service, area, on) ?? []),
    responsible: (service, key, on) => responsibleIn(activations, service, key, dateOf(on)),
    client: (id) => clients.get(id),
    destination: (id) => destinations.get(id),
    destinations: () => [...destinations.values()],
    retention: retentionOf(head.retention?.days, head.retention?.clusters),
    ownTopics: ownTopicsOf(activations, services),
    answering: [...destinations.values()]
      .filter(({ settings }) => settings.answers === 'topic')
      .map(({ id }) => id)
      .sort(),
    authenticate: (presented, listensOnLoopback) =>
      authenticator.authenticate(presented, listensOnLoopback),
  };
}

function responsibleIn(
  activations: readonly Activation[],
  service: string,
  key: string,
  day: string,
): ReturnType<Landscape['responsible']> {
  const own = activations.filter(
    (activation) =>
      activation.service === service &&
      isValid(activation, day) &&
      Object.entries(activation.authority.keys).some(
        ([prefix, value]) => `${prefix}:${value}` === key,
      ),
  );
  const [first] = own;
  return (
    first && {
      name: first.authority.name,
      areas: own.map(({ area, targets }) => ({
        area,
        destinations: Object.fromEntries(
          targets.map(({ name, destination }) => [name, destination]),
        ),
      })),
    }
  );
}

function activationOf(
  entry: ActivationEntry,
  authorities: ReadonlyMap<string, Authority>,
  destinations: ReadonlyMap<string, DestinationConfig>,
): Activation {
  const { onBehalfOf } = entry;
  return {
    service: entry.service,
    area: withoutPadding(entry.area),
    authority: authorities.get(entry.authority)!,
    onBehalfOf:
      onBehalfOf === undefined || onBehalfOf === 'municipality'
        ? (onBehalfOf ?? null)
        : authorities.get(onBehalfOf)!,
    tenant: entry.tenant ?? null,
    packageVersion: entry.package,
    targets: entry.targets.map(({ name, message, destination }) => ({
      name: name ?? message,
      message,
      destination,
      ...(destinations.get(destination)?.ownTopic === true ? { ownTopic: true } : {}),
    })),
    minimumLevelOfAssurance: entry.levelOfAssurance,
    acceptsTests: entry.tests ?? false,
    validFrom: entry.validFrom,
    validTo: entry.validTo,
  };
}

function clientOf({ webhook: _, ...client }: ClientEntry): Client {
  return client;
}

/** The webhook of a client as a destination of replies. */
function webhookOf(
  { id, name, webhook }: ClientEntry,
  transports: readonly TransportDescriptor[],
): DestinationConfig[] {
  if (webhook === undefined) return [];
  const { concurrency, retry, breaker, ...settings } = webhook;
  return [
    destinationOf(
      {
        id: clientDestination(id),
        name,
        transport: 'https',
        settings: settings as DestinationConfig['settings'],
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(retry === undefined ? {} : { retry }),
        summary: false,
        ...(breaker === undefined ? {} : { breaker }),
      },
      transports,
    ),
  ];
}

function destinationOf(
  entry: DestinationEntry,
  transports: readonly TransportDescriptor[],
): DestinationConfig {
  const transport = transports.find(({ type }) => type === entry.transport);
  return {
    ...entry,
    concurrency: entry.concurrency ?? CONCURRENCY,
    summary: entry.summary ?? transport?.forPeople ?? false,
    retry: { ...RETRY, ...entry.retry },
    breaker: { ...BREAKER, ...entry.breaker },
  };
}

function index<T extends { id: string }>(values: readonly T[]): Map<string, T> {
  return new Map(values.map((value) => [value.id, value]));
}
