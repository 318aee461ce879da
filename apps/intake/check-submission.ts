import {
  Failure,
  type Finding,
  type JsonObject,
  LEVELS_OF_ASSURANCE,
  type LevelOfAssurance,
  type Route,
  reaches,
} from '#domain';
import { type AttachmentLimits, attachmentFindings } from './check-attachments.js';
import type { Posted } from './check-envelope.js';
import type { Platform } from './platform.js';

/** What intake asks the landscape. */
export interface Routing {
  /** The ARS that an area stands for, an AGS translated. */
  resolveArea(area: string): { ars: string } | undefined;
  route(service: string, ars: string, on: Date): Route | undefined;
}

/** What intake asks the packages. */
export interface Services {
  /** The version that an activation names, else the one in force on a day (ISO 8601). */
  service(
    key: string,
    edition?: { version?: string | undefined; on?: string | undefined },
  ): DeliverableService | undefined;
}

/** A service as its package defines it. */
export interface DeliverableService {
  key: string;
  name: string;
  /** `gewerbe@1.0.0` */
  packageVersion: string;
  levelOfAssurance?: LevelOfAssurance | undefined;
  attachments?: AttachmentLimits | undefined;
  /** What is wrong with the form data; pointers begin with `/data`. Rules look at the rest of the submission too. */
  checkForm(data: JsonObject, submission: Readonly<Record<string, unknown>>): Finding[];
}

export interface Facts {
  routing: Routing;
  services: Services;
  /** Bytes that an attachment may have in this installation, whatever its service allows. */
  maxAttachment: number;
}

/** Where an admitted submission will go. */
export interface Admission {
  ars: string;
  route: Route;
  service: DeliverableService;
}

/**
 * Whether a submission whose envelope is right can be taken: the service is known, someone is responsible for it in
 * the area, and everything that the service demands is there.
 *
 * @throws Failure `forbidden`, `unknown-service`, `no-activation`, or `invalid` with all findings
 */
export function checkSubmission(
  posted: Posted,
  platform: Platform,
  facts: Facts,
  on: Date,
): Admission {
  knownService(posted.service, platform, facts.services);
  const ars = facts.routing.resolveArea(posted.area)?.ars;
  const route = ars === undefined ? undefined : facts.routing.route(posted.service, ars, on);
  if (ars === undefined || route === undefined) {
    throw new Failure(
      'no-activation',
      'Nobody is connected for this service in this area. GET /v1/services?area= tells what can be delivered there.',
      {
        findings: [
          {
            pointer: '/area',
            code: 'no-activation',
            detail: 'The service is not activated for this area today.',
          },
        ],
      },
    );
  }
  const receivedAt = on.toISOString();
  const edition = { version: route.packageVersion, on: receivedAt };
  const service = facts.services.service(posted.service, edition);
  if (service === undefined) throw unknownService();
  const { data, ...rest } = posted;
  const findings = [
    ...assurance(posted, strictest(service.levelOfAssurance, route.minimumLevelOfAssurance)),
    ...testing(posted, route),
    ...attachmentFindings(posted.attachments ?? [], service.attachments, facts.maxAttachment),
    ...service.checkForm(data, { ...rest, receivedAt }),
  ];
  if (findings.length > 0) throw invalid(findings);
  return { ars, route, service };
}

/** @throws Failure `forbidden` or `unknown-service` */
export function knownService(
  key: string,
  platform: Platform,
  services: Services,
): DeliverableService {
  if (!platform.allows(key)) {
    throw new Failure('forbidden', 'The API key does not allow this service.', {
      findings: [
        {
          pointer: '/service',
          code: 'forbidden',
          detail: 'The API key does not allow this service.',
        },
      ],
    });
  }
  const service = services.service(key);
  if (service === undefined) throw unknownService();
  return service;
}

function unknownService(): Failure {
  return new Failure('unknown-service', 'There is no package for this service.', {
    findings: [
      { pointer: '/service', code: 'unknown-service', detail: 'There is no package for it.' },
    ],
  });
}

export function invalid(findings: Finding[]): Failure {
  return new Failure(
    'invalid',
    'Nothing was accepted. Correct what stands in errors, and post it again under the same reference.',
    { findings },
  );
}

/** The stricter of two minimums. */
export function strictest(
  one: LevelOfAssurance | undefined,
  other: LevelOfAssurance | undefined,
): LevelOfAssurance | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return LEVELS_OF_ASSURANCE.indexOf(one) > LEVELS_OF_ASSURANCE.indexOf(other) ? one : other;
}

function assurance(posted: Posted, minimum: LevelOfAssurance | undefined): Finding[] {
  if (reaches(posted.authentication?.levelOfAssurance, minimum)) return [];
  return [
    {
      pointer: '/authentication/levelOfAssurance',
      code: 'level-of-assurance',
      detail: `The applicant must be identified at the level ${minimum} at least.`,
    },
  ];
}

function testing(posted: Posted, route: Route): Finding[] {
  if (posted.test !== true || route.acceptsTests) return [];
  return [
    {
      pointer: '/test',
      code: 'test-not-accepted',
      detail: 'The authority takes no test submissions for this service.',
    },
  ];
}
