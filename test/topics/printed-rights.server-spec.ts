import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';
import { retentionOf } from '#domain';
import { checkTopics, type KafkaOptions, planTopics } from '#event-log';
import { aclCommands } from '../../apps/cli/topics/acl-commands.js';
import { SILENT } from '../../apps/cli/topics/silent.js';
import { type KafkaServer, startKafka } from '../../servers/kafka.js';
import { until } from '../fixtures/until.js';

const USERS = ['nahtlos-transform', 'nahtlos-intake', 'fachverfahren-gewerbe', 'gewerbe-mainz'];
const PASSWORD = 'geheim';
const MEMBERS = {
  clusters: ['gewerbe', 'steuern'],
  ownTopics: [{ cluster: 'gewerbe', destination: 'gewerbe-mainz' }],
  answering: ['gewerbe-mainz', 'gewerbe-trier'],
};
const TOPIC_OPTIONS = {
  partitions: 1,
  replication: 1,
  minInsyncReplicas: 1,
  payloadRetention: 14,
  largestRecord: 1_048_576,
};
const plan = planTopics({
  prefix: 'nahtlos.',
  options: TOPIC_OPTIONS,
  ...MEMBERS,
  retention: retentionOf(),
});
const folder = mkdtempSync(join(tmpdir(), 'nahtlos-test-'));
let server: KafkaServer;
let admin: Admin;

beforeAll(async () => {
  const accounts = USERS.map((user) => `user_${user}="${PASSWORD}"`).join(' ');
  server = await startKafka({
    folder,
    acls: true,
    sasl: { username: 'any', password: 'any' },
    settings: {
      'listener.name.sasl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${accounts};`,
    },
  });
  admin = new Kafka({ brokers: server.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: false,
    topics: plan.map(({ name, settings }) => ({
      topic: name,
      numPartitions: 1,
      replicationFactor: 1,
      configEntries: Object.entries(settings).map(([setting, value]) => ({ name: setting, value })),
    })),
  });
  const script = aclCommands({ options: options('nobody'), topics: plan, ...MEMBERS });
  await admin.createAcls({ acl: script.split('\n').flatMap(rightsIn) });
  // The brokers take a moment to know topics and rights, and to make their own topic for groups.
  await until(() =>
    admin.fetchOffsets({ groupId: 'any' }).then(
      () => true,
      () => undefined,
    ),
  );
  await until(() => checkAs('nahtlos-intake').catch(() => undefined));
}, 180_000);

afterAll(async () => {
  await admin?.disconnect();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const checkAs = (user: string) => checkTopics(plan, { options: options(user), log: SILENT });

function options(username: string): KafkaOptions {
  return {
    brokers: server.saslBrokers,
    clientId: 'test',
    prefix: 'nahtlos.',
    groupPrefix: 'nahtlos.',
    tls: null,
    sasl: { mechanism: 'plain', username, password: PASSWORD },
  };
}

const RESOURCES: Record<string, AclResourceTypes> = {
  '--topic': AclResourceTypes.TOPIC,
  '--group': AclResourceTypes.GROUP,
  '--transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
};

/** A line of the script as the rights that the tool of Kafka makes of it. */
function rightsIn(line: string) {
  const [command, principal = '', ...words] = line.split(' ');
  if (command !== 'allow') return [];
  const after = (name: string) => words[words.indexOf(name) + 1] ?? '';
  const named = Object.keys(RESOURCES).find((name) => words.includes(name));
  const prefixed = words.includes('prefixed');
  return words.flatMap((word, at) => {
    if (word !== '--operation') return [];
    const operation = (words[at + 1] ?? '').replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
    return [
      {
        principal,
        host: '*',
        permissionType: AclPermissionTypes.ALLOW,
        operation: AclOperationTypes[operation as keyof typeof AclOperationTypes],
        resourceType: named === undefined ? AclResourceTypes.CLUSTER : (RESOURCES[named] as number),
        resourceName: named === undefined ? 'kafka-cluster' : after(named),
        resourcePatternType: prefixed
          ? ResourcePatternTypes.PREFIXED
          : ResourcePatternTypes.LITERAL,
      },
    ];
  });
}

function kafkaAs(user: string): Kafka {
  return new Kafka({
    brokers: server.saslBrokers,
    logLevel: logLevel.NOTHING,
    sasl: { mechanism: 'plain', username: user, password: PASSWORD },
  });
}

/** A transaction of a step: records, and where given the progress of its group. */
async function transact(user: string, id: string, topics: string[], progress?: string) {
  const producer = kafkaAs(user).producer({ transactionalId: id, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    const transaction = await producer.transaction();
    try {
      for (const topic of topics) {
        await transaction.send({ topic, messages: [{ key: 'fall', value: topic }] });
      }
      if (progress !== undefined) {
        const partitions = [{ partition: 0, offset: '0' }];
        await transaction.sendOffsets({
          consumerGroupId: progress,
          topics: [{ topic: 'nahtlos.submissions', partitions }],
        });
      }
      await transaction.commit();
    } catch (error) {
      await transaction.abort().catch(() => undefined);
      throw error;
    }
    return 'done';
  } finally {
    await producer.disconnect();
  }
}

async function writeAs(user: string, topic: string): Promise<string> {
  const producer = kafkaAs(user).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ key: 'fall', value: '{}' }] });
    return 'done';
  } finally {
    await producer.disconnect();
  }
}

/** What the brokers say; where a group or transaction is refused, the client says that it found no coordinator. */
const REFUSED = /not authorized|authorization|Failed to find group coordinator/i;

/** The first record of a topic. */
async function readAs(user: string, groupId: string, topic: string): Promise<string> {
  const consumer = kafkaAs(user).consumer({ groupId });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    return await new Promise((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer
        .run({ eachMessage: async ({ message }) => resolve(String(message.value)) })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}

jest.setTimeout(60_000);

describe('the rights that the printed commands give', () => {
  it('are enough for the start of a service, a step and the relay', async () => {
    for (const user of ['nahtlos-transform', 'nahtlos-intake']) {
      expect(await checkAs(user)).toEqual([]);
    }
    const id = 'nahtlos.transform.submissions.nahtlos.submissions.0';
    const made = ['nahtlos.cluster.gewerbe', 'nahtlos.cluster.gewerbe.gewerbe-mainz'];
    const topics = [...made, 'nahtlos.cluster.steuern', 'nahtlos.holds', 'nahtlos.journal'];
    await transact('nahtlos-transform', id, topics, 'nahtlos.transform.submissions');
    const sent = ['nahtlos.submissions', 'nahtlos.outbox-positions'];
    await transact('nahtlos-intake', 'nahtlos.relay.1', sent);
    expect(
      await readAs('nahtlos-transform', 'nahtlos.transform.submissions', 'nahtlos.submissions'),
    ).toBe('nahtlos.submissions');
  });

  it('let a case system read its own topic, in groups of its own', async () => {
    const shared = 'nahtlos.cluster.gewerbe';
    expect(await readAs('fachverfahren-gewerbe', 'fachverfahren-gewerbe.a', shared)).toBe(shared);
    const own = 'nahtlos.cluster.gewerbe.gewerbe-mainz';
    expect(await readAs('gewerbe-mainz', 'gewerbe-mainz.a', own)).toBe(own);
  });

  it.each([
    ['fachverfahren-gewerbe', 'fachverfahren-gewerbe.a', 'nahtlos.cluster.steuern'],
    ['fachverfahren-gewerbe', 'fachverfahren-gewerbe.a', 'nahtlos.cluster.gewerbe.gewerbe-mainz'],
    ['fachverfahren-gewerbe', 'fachverfahren-gewerbe.a', 'nahtlos.journal'],
    ['fachverfahren-gewerbe', 'gewerbe-mainz.a', 'nahtlos.cluster.gewerbe'],
    ['gewerbe-mainz', 'gewerbe-mainz.a', 'nahtlos.cluster.gewerbe'],
    ['nahtlos-intake', 'nahtlos.intake.a', 'nahtlos.submissions'],
  ])('do not let %s in the group %s read %s', async (user, group, topic) => {
    await expect(readAs(user, group, topic)).rejects.toThrow(REFUSED);
  });

  it('let a case system write its own answers, and no others', async () => {
    const write = (topic: string) => writeAs('gewerbe-mainz', topic);
    expect(await write('nahtlos.answers.gewerbe-mainz')).toBe('done');
    await expect(write('nahtlos.answers.gewerbe-trier')).rejects.toThrow(REFUSED);
    await expect(write('nahtlos.replies')).rejects.toThrow(REFUSED);
    await expect(writeAs('fachverfahren-gewerbe', 'nahtlos.answers.gewerbe-mainz')).rejects.toThrow(
      REFUSED,
    );
  });

  it('do not let one service take the transactions of another, or a case system write', async () => {
    const journal = ['nahtlos.journal'];
    await expect(transact('nahtlos-intake', 'nahtlos.transform.1', journal)).rejects.toThrow(
      REFUSED,
    );
    await expect(transact('gewerbe-mainz', 'gewerbe-mainz.1', journal)).rejects.toThrow(REFUSED);
  });
});
