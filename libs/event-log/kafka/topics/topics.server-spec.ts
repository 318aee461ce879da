import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { Failure, retentionOf } from '#domain';
import { SqliteStore } from '#store';
import { type KafkaServer, startKafka } from '../../../../servers/kafka.js';
import { until } from '../../../../test/fixtures/until.js';
import type { KafkaOptions } from '../kafka-options.js';
import { applyTopics } from './apply-topics.js';
import { checkTopics, topicDifferences } from './check-topics.js';
import { type PlannedTopic, planTopics } from './plan-topics.js';
import { RecordsLeft } from './records-left.js';
import { DAY } from './topic-settings.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const credentials = { username: 'nahtlos', password: 'gross-und-geheim' };

const folder = mkdtempSync(join(tmpdir(), 'nahtlos-test-'));
let server: KafkaServer;
let admin: Admin;
let prefix: string;
let count = 0;

jest.setTimeout(60_000);

beforeAll(async () => {
  server = await startKafka({ folder, sasl: credentials, tls: true });
  admin = new Kafka({ brokers: server.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
}, 180_000);

afterAll(async () => {
  await admin?.disconnect();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  count += 1;
  prefix = `amt${count}.`;
});

function planned(changes: {
  partitions?: number;
  payloadRetention?: number;
  replication?: number;
}) {
  return planTopics({
    prefix,
    options: {
      partitions: 2,
      replication: 1,
      minInsyncReplicas: 1,
      payloadRetention: 14,
      largestRecord: 1_048_576,
      ...changes,
    },
    retention: retentionOf(),
    clusters: ['gewerbe'],
    ownTopics: [{ cluster: 'gewerbe', destination: 'gewerbe-mainz' }],
    answering: [],
  });
}

function reached(changes: Partial<KafkaOptions> = {}) {
  const options: KafkaOptions = {
    brokers: server.brokers,
    clientId: 'test',
    prefix,
    groupPrefix: prefix,
    tls: null,
    sasl: null,
    ...changes,
  };
  return { options, log };
}

const apply = (plan: readonly PlannedTopic[], left: Record<string, number> = {}) =>
  applyTopics(plan, { ...reached(), leftToRead: async (topic) => left[topic] ?? 0 });

async function setting(topic: string, name: string): Promise<string | undefined> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: prefix + topic }],
  });
  return resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Failure);
  return (thrown as Failure).message;
}

describe('topics on real brokers', () => {
  it('are missing before they are created, and as planned afterwards', async () => {
    const plan = planned({});
    const message = await refusal(checkTopics(plan, reached()));
    expect(message).toContain('nahtlos topics --apply');
    for (const { name } of plan) expect(message).toContain(`The topic ${name} is missing,`);

    const { created, left } = await apply(plan);
    expect(created).toEqual(plan.map(({ name }) => name));
    expect(left).toEqual([]);
    expect(await checkTopics(plan, reached())).toEqual([]);
    expect(await setting('cluster.gewerbe.gewerbe-mainz', 'retention.ms')).toBe(String(14 * DAY));
    expect(await apply(plan)).toEqual({ created: [], changed: [], widened: [], left: [] });
  });

  it('get the settings of the plan and keep those that others have set for them', async () => {
    await apply(planned({}));
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: 2,
          name: `${prefix}submissions`,
          configEntries: [
            { name: 'retention.ms', value: '-1' },
            { name: 'compression.type', value: 'zstd' },
          ],
        },
      ],
    });
    // The brokers take a setting over a moment after they have accepted it.
    await until(async () => (await setting('submissions', 'retention.ms')) === '-1' || undefined);
    expect(await refusal(checkTopics(planned({}), reached()))).toContain('retention.ms=-1');

    const { changed, left } = await apply(planned({}));
    expect(changed).toEqual([`${prefix}submissions`]);
    expect(left).toEqual([]);
    expect(await setting('submissions', 'compression.type')).toBe('zstd');
  });

  it('may differ where no promise breaks', async () => {
    await apply(planned({ payloadRetention: 7 }));
    const differences = await checkTopics(planned({}), reached());
    expect(differences.every(({ stops }) => !stops)).toBe(true);
    expect(differences.map(({ name }) => name)).toContain(`${prefix}submissions`);
  });

  it('get more partitions only once nothing is under way', async () => {
    await apply(planned({}));
    const message = await refusal(apply(planned({ partitions: 4 }), { holds: 3 }));
    expect(message).toContain(`${prefix}holds still has 3`);
    expect(await topicDifferences(planned({}), reached())).toEqual([]);

    const { widened, left } = await apply(planned({ partitions: 4 }));
    expect(widened).toHaveLength(planned({}).length - 1);
    expect(left).toEqual([]);
  });

  it('never get fewer partitions', async () => {
    await apply(planned({}));
    const { left } = await apply(planned({ partitions: 1 }));
    expect(left[0]?.sentence).toContain('Kafka takes none away');
    expect(await topicDifferences(planned({}), reached())).toEqual([]);
  });

  it('cannot have more replicas than there are brokers', async () => {
    expect(await refusal(apply(planned({ replication: 3 })))).toContain(
      'lower NAHTLOS_KAFKA_REPLICATION',
    );
  });
});

describe('what is left in the topics', () => {
  it('is what no step has handled and what is remembered, marks of transactions not counted', async () => {
    await apply(planned({}));
    const kafka = new Kafka({ brokers: server.brokers, logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ transactionalId: prefix, maxInFlightRequests: 1 });
    const send = async (topic: string, value: string | null) => {
      const transaction = await producer.transaction();
      await transaction.send({ topic: prefix + topic, messages: [{ key: 'case', value }] });
      await transaction.commit();
    };
    const store = new SqliteStore(join(folder, `${prefix}db`));
    const left = await RecordsLeft.open({ ...reached(), store });
    const all = async () =>
      Object.fromEntries(
        await Promise.all(
          ['submissions', 'holds', 'journal', 'outbox-positions'].map(
            async (topic) => [topic, await left.of(topic)] as const,
          ),
        ),
      );
    try {
      await producer.connect();
      expect(await all()).toEqual({ submissions: 0, holds: 0, journal: 0, 'outbox-positions': 0 });
      for (const topic of ['submissions', 'holds', 'journal', 'outbox-positions']) {
        await send(topic, 'x');
      }
      expect(await all()).toEqual({ submissions: 1, holds: 1, journal: 1, 'outbox-positions': 0 });

      await send('holds', null);
      await admin.setOffsets({
        groupId: `${prefix}transform.submissions`,
        topic: `${prefix}submissions`,
        partitions: [0, 1].map((partition) => ({ partition, offset: '1' })),
      });
      expect(await all()).toEqual({ submissions: 0, holds: 0, journal: 1, 'outbox-positions': 0 });
    } finally {
      await producer.disconnect();
      await left.close();
      await store.close();
    }
  });
});

describe('the way to the brokers', () => {
  const check = (changes: Partial<KafkaOptions>) => checkTopics(planned({}), reached(changes));
  const sasl = { mechanism: 'scram-sha-512' as const, ...credentials };

  it('is secured by TLS and SASL', async () => {
    const tls = { ca: server.ca as string, certificate: null, key: null };
    expect(await refusal(check({ brokers: server.tlsBrokers, tls, sasl }))).toContain('is missing');
  });

  it('is refused with a wrong password', async () => {
    const wrong = { ...sasl, password: 'falsch' };
    expect(await refusal(check({ brokers: server.saslBrokers, sasl: wrong }))).toContain(
      'does not accept the credentials',
    );
    const plain = { ...wrong, mechanism: 'plain' as const };
    expect(await refusal(check({ brokers: server.saslBrokers, sasl: plain }))).toContain(
      'does not accept the credentials',
    );
  });

  it('is not trusted where the authority of the certificate is unknown', async () => {
    const tls = { ca: null, certificate: null, key: null };
    expect(await refusal(check({ brokers: server.tlsBrokers, tls, sasl }))).toContain(
      'NAHTLOS_KAFKA_TLS_CA',
    );
  });

  it('is closed where nobody listens', async () => {
    expect(await refusal(check({ brokers: ['127.0.0.1:1'] }))).toContain(
      'cannot be reached at 127.0.0.1:1',
    );
  });
});
