import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DirectoryBlobs } from '#blobs';
import type { Finding, Route } from '#domain';
import type { EventLog, StoredEvent } from '#event-log';
import { ProblemFilter, registerOpenApi, serverOptions } from '#http';
import { SqliteStore, type Store } from '#store';
import { createMetrics, Health } from '#telemetry';
import { IntakeModule, type IntakePorts } from '../../apps/intake/intake.module.js';
import { INTAKE_SETTINGS, type IntakeSettings } from '../../apps/intake/intake.settings.js';
import { logIn } from '../fixtures/log-in.js';

export const SERVICE = '99050012104000';
/** Needs the level high and takes no tests. */
export const STRICT_SERVICE = '99115005001000';
export const AREA = '072355004004';
export const MUNICIPALITY = '07235004';

export const ROUTE: Route = {
  service: SERVICE,
  matchedArea: '072355004',
  authority: { id: 'vg', name: 'Verbandsgemeindeverwaltung', keys: { ags: '07235004' } },
  onBehalfOf: null,
  tenant: null,
  packageVersion: undefined,
  targets: [{ name: 'anmeldung', message: 'gewerbe.anmeldung.0010', destination: 'gewerbe-vg' }],
  minimumLevelOfAssurance: undefined,
  acceptsTests: true,
  landscapeVersion: 'test@1',
  reason: 'the longest prefix',
};

const SERVICES = {
  [SERVICE]: {
    key: SERVICE,
    name: 'Gewerbeanmeldung',
    packageVersion: 'gewerbe@1.0.0',
    attachments: {
      mediaTypes: ['application/pdf', 'image/png'],
      maximumCount: 3,
      maximumSize: 200_000,
      maximumTotal: 300_000,
    },
    formSchema: { type: 'object' },
    checkForm,
  },
  [STRICT_SERVICE]: {
    key: STRICT_SERVICE,
    name: 'Wohnsitzanmeldung',
    packageVersion: 'meldewesen@1.0.0',
    levelOfAssurance: 'high' as const,
    checkForm,
  },
};

function checkForm(data: Record<string, unknown>): Finding[] {
  return typeof data.name === 'string'
    ? []
    : [{ pointer: '/data/name', code: 'required', detail: 'This field is required.' }];
}

/** The body of a post that is accepted. */
export function submission(changes: Record<string, unknown> = {}) {
  return {
    service: SERVICE,
    area: AREA,
    reference: `R-${randomUUID()}`,
    data: { name: 'Bäckerei Grün' } as Record<string, unknown>,
    ...changes,
  };
}

export interface LogLine {
  level: string;
  fields: object;
  message: string;
}

/** Intake on a real store, event log and blobs in a folder; landscape and packages stand in memory. */
export interface IntakeBed {
  app: NestFastifyApplication;
  url(): Promise<string>;
  store: Store;
  eventLog: EventLog;
  lines: LogLine[];
  routes: { current: Route[] };
  records(topic: string): Promise<StoredEvent[]>;
  /** Files below the folder of the blobs. */
  blobFiles(): Promise<string[]>;
  post(
    body: object | string | Buffer,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: never; headers: Record<string, unknown>; text: string }>;
  get(
    url: string,
    key?: string,
  ): Promise<{ status: number; body: never; headers: Record<string, unknown> }>;
  close(): Promise<void>;
}

export async function startIntake(
  folder: string,
  changes: { settings?: Partial<IntakeSettings>; ports?: Partial<IntakePorts>; store?: Store } = {},
): Promise<IntakeBed> {
  const store = changes.store ?? new SqliteStore(join(folder, 'nahtlos.db'));
  const eventLog = await logIn(store, Date.now);
  const blobs = await DirectoryBlobs.open(join(folder, 'blobs'));
  const lines: LogLine[] = [];
  const line = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  const log = { info: line('info'), warn: line('warn'), error: line('error') };
  const routes = { current: [ROUTE, { ...ROUTE, service: STRICT_SERVICE, acceptsTests: false }] };
  const defaults = Object.fromEntries(
    Object.entries(INTAKE_SETTINGS).map(([name, setting]) => [name, setting.default]),
  ) as unknown as IntakeSettings;

  const adapter = new FastifyAdapter(serverOptions({ log }));
  const app = await NestFactory.create<NestFastifyApplication>(
    IntakeModule.register({
      store,
      eventLog,
      blobs,
      replyBlobs: await DirectoryBlobs.open(join(folder, 'blobs/replies')),
      landscape: {
        current: () => ({
          resolveArea: (area) => (area === MUNICIPALITY ? { ars: AREA } : { ars: area }),
          route: (service, ars) =>
            routes.current.find(
              (route) => route.service === service && ars.startsWith(route.matchedArea),
            ),
          services: (ars) => routes.current.filter((route) => ars.startsWith(route.matchedArea)),
        }),
      },
      packages: { current: () => ({ service: (key) => SERVICES[key as keyof typeof SERVICES] }) },
      authenticate: (presented) => CALLERS[presented as keyof typeof CALLERS],
      progress: async () => undefined,
      metrics: createMetrics(),
      health: new Health(),
      log,
      now: () => new Date(),
      ...changes.ports,
      settings: { ...defaults, minFreeBytes: 0, ...changes.settings },
    }),
    adapter,
    { logger: false },
  );
  app.useGlobalFilters(new ProblemFilter(log));
  const fastify = adapter.getInstance();
  await registerOpenApi(fastify as never, { title: 'Nahtlos', version: '1', description: '' });
  await app.init();
  await fastify.ready();
  let address: Promise<string> | undefined;

  const answer = (response: {
    statusCode: number;
    body: string;
    headers: Record<string, unknown>;
  }) => ({
    status: response.statusCode,
    text: response.body,
    body: JSON.parse(response.body) as never,
    headers: response.headers,
  });

  return {
    app,
    url: () => {
      address ??= app.listen(0, '127.0.0.1').then(() => app.getUrl());
      return address;
    },
    store,
    eventLog,
    lines,
    routes,
    records: async (topic) => {
      const found: StoredEvent[] = [];
      for await (const record of eventLog.read(topic, { from: 0n })) found.push(record);
      return found;
    },
    blobFiles: async () =>
      (await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name),
    post: async (body, headers = {}) =>
      answer(
        await app.inject({
          method: 'POST',
          url: '/v1/submissions',
          headers: {
            authorization: 'Bearer one',
            'content-type': 'application/json',
            ...headers,
          },
          payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
        }),
      ),
    get: async (url, key = 'one') =>
      answer(await app.inject({ url, headers: { authorization: `Bearer ${key}` } })),
    close: async () => {
      await app.close();
      await eventLog.close();
      await store.close();
    },
  };
}

const CALLERS = {
  one: { role: 'platform' as const, client: 'one', allows: () => true },
  two: { role: 'platform' as const, client: 'two', allows: () => true },
  narrow: {
    role: 'platform' as const,
    client: 'narrow',
    allows: (service: string) => service === SERVICE,
  },
  operator: { role: 'operator' as const },
  'case-system': { role: 'case-system' as const },
};
