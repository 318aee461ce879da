import { afterEach, describe, expect, it } from '@jest/globals';
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import pg from 'pg';
import { freshDatabase, kafkaBrokers, kafkaPrefix } from '../test/fixtures/servers.js';
import { temporaryFolder } from '../test/fixtures/temporary-folder.js';
import { type KafkaServer, startKafka } from './kafka.js';
import { type PostgresServer, startPostgres } from './postgres.js';

const ACCOUNT = { username: 'nahtlos', password: 'open sesame' };

function client(config: KafkaConfig): Kafka {
  return new Kafka({ logLevel: logLevel.NOTHING, ...config });
}

describe('a Kafka server', () => {
  let server: KafkaServer;
  afterEach(() => server.stop());

  it('keeps an acknowledged record when it is killed and started again', async () => {
    server = await startKafka({ folder: temporaryFolder() });
    const kafka = client({ brokers: server.brokers });
    await createTopic(kafka, 'kept');
    await send(kafka, 'kept', 'a record');

    await server.kill();
    await server.start();

    expect(await firstRecord(kafka, 'kept')).toBe('a record');
  });

  it('opens a door for each kind of authentication that is asked for, and only to the password', async () => {
    server = await startKafka({ folder: temporaryFolder(), sasl: ACCOUNT, tls: true });
    const doors = [
      { brokers: server.saslBrokers },
      { brokers: server.tlsBrokers, ssl: { ca: server.ca } },
    ];
    for (const door of doors) {
      for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512']) {
        const withPassword = (password: string) =>
          topics({ ...door, sasl: { mechanism, ...ACCOUNT, password } as SASLOptions });
        expect(await withPassword(ACCOUNT.password)).toEqual([]);
        await expect(withPassword('knock knock')).rejects.toThrow(/authentication/i);
      }
    }
  });

  it('checks access control lists, but not those of the super user at the plain door', async () => {
    server = await startKafka({ folder: temporaryFolder(), sasl: ACCOUNT, acls: true });
    await createTopic(client({ brokers: server.brokers }), 'guarded');

    const stranger = { mechanism: 'plain', ...ACCOUNT } as const;
    expect(await topics({ brokers: server.saslBrokers, sasl: stranger })).toEqual([]);
    expect(await topics({ brokers: server.brokers })).toEqual(['guarded']);
  });
});

describe('a PostgreSQL server', () => {
  let server: PostgresServer;
  afterEach(() => server.stop());

  it('keeps a committed row when it is killed and started again', async () => {
    server = await startPostgres({ folder: temporaryFolder() });
    const database = await server.createDatabase();
    await query(database, 'CREATE TABLE kept (word text)');
    await query(database, "INSERT INTO kept VALUES ('a row')");

    await server.kill();
    await server.start();

    expect(await query(database, 'SELECT word FROM kept')).toEqual([{ word: 'a row' }]);
    expect(await query(database, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  });
});

describe('the servers of a test run', () => {
  it('give each suite topics of its own and a database as often as it asks', async () => {
    const kafka = client({ brokers: kafkaBrokers() });
    await createTopic(kafka, `${kafkaPrefix()}own`);
    expect(await topics({ brokers: kafkaBrokers() })).toContain(`${kafkaPrefix()}own`);

    const one = await freshDatabase();
    await query(one, 'CREATE TABLE here ()');
    const tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    expect(await query(one, tables)).toEqual([{ tablename: 'here' }]);
    expect(await query(await freshDatabase(), tables)).toEqual([]);
  });
});

async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic }], waitForLeaders: true });
  await admin.disconnect();
}

async function topics(config: KafkaConfig): Promise<string[]> {
  const admin = client({ retry: { retries: 0 }, ...config }).admin();
  try {
    await admin.connect();
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

async function send(kafka: Kafka, topic: string, value: string): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

async function firstRecord(kafka: Kafka, topic: string): Promise<string | undefined> {
  const consumer = kafka.consumer({ groupId: 'reader' });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const value = await new Promise<string | undefined>((found) => {
    consumer.run({ eachMessage: async ({ message }) => found(message.value?.toString()) });
  });
  await consumer.disconnect();
  return value;
}

async function query(database: string, sql: string): Promise<unknown[]> {
  const connection = new pg.Client({ connectionString: database });
  await connection.connect();
  try {
    return (await connection.query(sql)).rows;
  } finally {
    await connection.end();
  }
}
