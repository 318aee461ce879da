import type { ConfigurationFinding, DestinationConfig, OwnTopic, Retention, Route } from '#domain';

/** An online service that submits; the author of the messages made of what it sends. */
export interface Client {
  id: string;
  name: string;
  /** The directory in which `key` is known, e.g. `DVDV`. */
  directory: string;
  /** With its prefix, e.g. `psw:07000001`. */
  key: string;
  /** Where the online service is reached; some standards demand it of an author. */
  email?: string;
  telephone?: string;
  address?: { street?: string; houseNumber?: string; postalCode: string; town: string };
}

/** Who presented an API key, and what that key allows. */
export type Principal =
  | { role: 'platform'; keyId: string; client: string; allows(service: string): boolean }
  | { role: 'operator'; keyId: string; name: string }
  | { role: 'case-system'; keyId: string; destinations: readonly string[] };

/** Who is connected to what. Immutable: a change on the disk gives a new one. */
export interface Landscape {
  /** `<landscape>@<version>+<12 hex digits over the content>`; API keys do not count as content. */
  readonly version: string;
  /** The zone in which validity dates are meant. */
  readonly timeZone: string;
  /** Worth looking at, no reason not to start. */
  readonly warnings: readonly ConfigurationFinding[];
  /** The activation with the longest ARS prefix of `area` among those valid on that day. */
  route(service: string, area: string, on: Date): Route | undefined;
  /** An AGS of 8 digits becomes the ARS of that municipality; what is an ARS passes as it is. */
  resolveArea(area: string): { ars: string } | undefined;
  /** The name of exactly this area, where a list or the landscape gives one. */
  areaName(area: string): string | undefined;
  /** How long payload and attachments stay once a submission is settled. */
  readonly retention: Retention;
  /** What can be delivered for an area, by service key. */
  services(area: string, on: Date): Route[];
  /**
   * The authority with a directory key (`prefix:key`), and the areas in which it does the service on that day, each with
   * the destinations of its targets.
   */
  responsible(
    service: string,
    key: string,
    on: Date,
  ):
    | {
        name: string;
        areas: readonly { area: string; destinations: Readonly<Record<string, string>> }[];
      }
    | undefined;
  client(id: string): Client | undefined;
  destination(id: string): DestinationConfig | undefined;
  destinations(): DestinationConfig[];
  /** The topics that destinations have for themselves: one for each cluster whose messages go there. */
  readonly ownTopics: readonly OwnTopic[];
  /** Ids of the destinations whose case systems write their answers into a topic. */
  readonly answering: readonly string[];
  /** The principal of a presented API key. A plain key of a demo counts only while nobody else can connect. */
  authenticate(presented: string, listensOnLoopback: boolean): Principal | undefined;
}

/** What the packages can do, as far as activations refer to it. */
export interface ServiceFacts {
  /** `packageVersion` is `<package>@<major.minor.patch>`; without `version` the newest is meant. */
  service(
    key: string,
    edition?: { version?: string | undefined },
  ): { messages: readonly string[]; packageVersion: string } | undefined;
  /** Ids of the clusters. */
  clusters?(): readonly string[];
  /** All versions of the service's package, where there may be several. */
  versions?(key: string): readonly { packageVersion: string }[];
  message(
    type: string,
    edition?: { version?: string | undefined; service?: string | undefined },
  ):
    | {
        cluster: string;
        services: readonly string[];
        /** What it takes from the landscape: `reader.key`, `author.contact`, `author.address`. */
        asks?: ReadonlySet<string>;
      }
    | undefined;
}
