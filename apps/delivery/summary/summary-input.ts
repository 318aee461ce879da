import { type Route, versionOf } from '#domain';
import type { FormLabels, SummaryInput } from '#summary';
import type { Submitted } from './submitted.js';

/** What is known around a submission at the time of its summary. */
export interface SummaryFacts {
  landscape: {
    current(): {
      timeZone: string;
      route(service: string, area: string, on: Date): Route | undefined;
      areaName(area: string): string | undefined;
      client(id: string): { name: string } | undefined;
    };
  };
  packages: {
    current(): {
      service(
        key: string,
        edition?: { version?: string | undefined },
      ):
        | {
            name: string;
            packageVersion: string;
            demonstration: boolean;
            labels: FormLabels;
            purposeName(purpose: string): string | undefined;
          }
        | undefined;
    };
  };
  /** Of the program. */
  version: string;
}

/** What landscape and packages do not know any more is left undefined: a summary says less then. */
export function summaryInput(
  { accepted, submission, client, packageVersion, correction, handEdit }: Submitted,
  { landscape, packages, version }: SummaryFacts,
): SummaryInput {
  const current = landscape.current();
  const { service } = submission;
  const route = current.route(service, accepted.area, new Date(accepted.receivedAt));
  const edition = packages.current().service(service, { version: versionOf(packageVersion) });
  return {
    accepted,
    submission,
    service: edition?.packageVersion === packageVersion ? edition : undefined,
    areaName: current.areaName(accepted.area),
    authority: route?.authority.name,
    onBehalfOf: route?.onBehalfOf?.name,
    client: current.client(client)?.name ?? client,
    timeZone: current.timeZone,
    product: { name: 'Nahtlos', version },
    correction,
    handEdit,
  };
}
