import { type LevelOfAssurance, type Route, versionOf } from '#domain';
import type { AttachmentLimits } from './check-attachments.js';
import { type Services, strictest } from './check-submission.js';
import type { Platform } from './platform.js';

export interface AreaFacts {
  routing: {
    resolveArea(area: string): { ars: string } | undefined;
    services(ars: string, on: Date): readonly Route[];
  };
  services: Services;
}

/** A service that can be delivered in an area. Sizes in bytes. */
export interface Deliverable {
  service: string;
  name: string;
  authority: string;
  onBehalfOf: string | null;
  levelOfAssurance: LevelOfAssurance | null;
  tests: boolean;
  attachments: AttachmentLimits | null;
  /** Where the JSON Schema of `data` is. */
  schema: string;
}

/** What the caller can deliver in an area today, so that a form asks before the citizen types. */
export function deliverableServices(
  area: string,
  platform: Platform,
  facts: AreaFacts,
  on: Date,
): Deliverable[] {
  const ars = facts.routing.resolveArea(area)?.ars;
  if (ars === undefined) return [];
  return facts.routing.services(ars, on).flatMap((route) => {
    const service = platform.allows(route.service)
      ? facts.services.service(route.service, {
          version: route.packageVersion,
          on: on.toISOString(),
        })
      : undefined;
    if (service === undefined) return [];
    return [
      {
        service: route.service,
        name: service.name,
        authority: route.authority.name,
        onBehalfOf: route.onBehalfOf?.name ?? null,
        levelOfAssurance:
          strictest(service.levelOfAssurance, route.minimumLevelOfAssurance) ?? null,
        tests: route.acceptsTests,
        attachments: service.attachments ?? null,
        schema: `/v1/services/${route.service}/schema?version=${versionOf(service.packageVersion)}`,
      },
    ];
  });
}
