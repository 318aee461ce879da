import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, it } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DirectoryBlobs } from '#blobs';
import { type DestinationConfig, HEADERS } from '#domain';
import { EmbeddedEventLog, EventLogServer } from '#event-log';
import { readSettings } from '#settings';
import { SqliteStore } from '#store';
import { createLog, createMetrics } from '#telemetry';
import { clusterRecord, destination, migrateIntake } from '../../test/delivery/delivery-bed.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';
import { DeliveryModule } from './delivery.module.js';
import { DELIVERY_SETTINGS } from './delivery.settings.js';

let store: SqliteStore;
let eventLog: EmbeddedEventLog;
let app: NestFastifyApplication;

afterEach(async () => {
  await app.close();
  await eventLog.close();
  await store.close();
});

it('carries records of a cluster topic to the files of a destination, and takes what its case system says', async () => {
  const folder = temporaryFolder();
  store = new SqliteStore(join(folder, 'nahtlos.db'));
  eventLog = await EmbeddedEventLog.open({
    store,
    observer: { retrying: () => {}, poisoned: () => {} },
    now: Date.now,
  });
  const destinations = new Map<string, DestinationConfig>([
    ['files', destination('files', { transport: 'directory', settings: { path: 'out' } })],
  ]);
  const metrics = createMetrics();
  await migrateIntake(store);
  const delivery = DeliveryModule.register({
    store,
    eventLog,
    blobs: { open: () => Readable.from([]) },
    replyBlobs: await DirectoryBlobs.open(join(folder, 'replies')),
    landscape: {
      current: () => ({
        destination: (id) => destinations.get(id),
        responsible: () => undefined,
      }),
    },
    summaries: {
      of: async () => undefined,
      remove: async () => {},
      start: () => {},
      stop: async () => {},
    },
    destinationContext: { dataFolder: folder, readSecret: () => '', topicsInReach: false },
    authenticate: () => ({ role: 'case-system', keyId: 'k1', destinations: ['files'] }),
    log: createLog({ app: 'delivery', level: 'silent' }),
    metrics,
    clock: () => new Date(),
    settings: readSettings(DELIVERY_SETTINGS, {}),
  });
  const module = await Test.createTestingModule({ imports: [delivery] }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  app.connectMicroservice({
    strategy: new EventLogServer({ apps: ['delivery'], eventLog }),
  });
  await app.init();
  await app.startAllMicroservices();

  await store.write((tx) => eventLog.append(tx, [clusterRecord({ id: 'm1' })]));
  const file = await until(async () =>
    (await readdir(join(folder, 'out')).catch(() => [])).find((name) => name.endsWith('.xml')),
  );
  expect(await readFile(join(folder, 'out', file), 'utf8')).toBe(
    '<gewerbe.anmeldung.0010 id="m1"/>',
  );
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/inbox/files/messages/m1/acknowledgement',
    headers: { authorization: 'Bearer anything' },
    payload: { outcome: 'accepted' },
  });
  expect(answer.statusCode).toBe(200);
  const text = await until(async () => {
    const exposed = await metrics.text();
    return exposed.includes('nahtlos_deliveries{state="open"} 0') ? exposed : undefined;
  });
  expect(text).toContain('nahtlos_stopped_destinations{status="paused"} 0');
  expect(text).toContain('nahtlos_delivery_oldest_seconds 0');
  const pause = {
    topic: 'operations',
    key: 'files',
    value: Buffer.alloc(0),
    headers: {
      [HEADERS.operation]: 'pause',
      [HEADERS.operationId]: 'd1',
      [HEADERS.destination]: 'files',
      [HEADERS.operator]: 'Erika Muster',
      [HEADERS.reason]: 'Maintenance',
    },
  };
  await store.write((tx) => eventLog.append(tx, [pause]));
  await until(async () =>
    (await metrics.text()).includes(
      'nahtlos_destination_stopped{destination="files",status="paused"} 1',
    )
      ? true
      : undefined,
  );
  expect(text).toContain(
    'nahtlos_delivery_attempts_total{transport="directory",outcome="accepted"} 1',
  );
});
