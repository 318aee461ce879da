import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { type KafkaServer, startKafka } from '../../servers/kafka.js';
import { runTool } from '../../servers/run-tool.js';
import { kafkaBrokers, kafkaPrefix } from '../fixtures/servers.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

jest.setTimeout(120_000);

const SOURCES = resolve('test/consumers');
const BUILT = resolve('.cache/consumers');

/** Each sample: how it is built, from what, and how it is called. */
const SAMPLES = {
  java: {
    from: 'java',
    build: (folder: string): [string, ...string[]][] => [
      [
        'mvn',
        ...['--quiet', '--batch-mode', '--file', join(SOURCES, 'java/pom.xml')],
        `-Dbuild.folder=${folder}`,
        ...['compile', 'dependency:copy-dependencies'],
      ],
    ],
    call: (folder: string): [string, ...string[]] => [
      'java',
      ...['-cp', `${folder}/classes:${folder}/dependency/*`, 'ClusterConsumer'],
    ],
  },
  python: {
    from: 'python/requirements.txt',
    build: (folder: string): [string, ...string[]][] => [
      ['python3', '-m', 'venv', folder],
      [
        join(folder, 'bin/pip'),
        ...['install', '--quiet', '-r', join(SOURCES, 'python/requirements.txt')],
      ],
    ],
    call: (folder: string): [string, ...string[]] => [
      join(folder, 'bin/python'),
      join(SOURCES, 'python/cluster_consumer.py'),
    ],
  },
} as const;

type Language = keyof typeof SAMPLES;

let admin: Admin;
let kafka: Kafka;
let topic: string;
let count = 0;

beforeAll(async () => {
  kafka = new Kafka({ brokers: kafkaBrokers(), logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
  for (const language of Object.keys(SAMPLES) as Language[]) await build(language);
}, 600_000);

afterAll(async () => {
  await admin?.disconnect();
});

beforeEach(async () => {
  count += 1;
  topic = `${kafkaPrefix()}cluster.gewerbe${count}`;
  await admin.createTopics({
    waitForLeaders: false,
    topics: [{ topic, numPartitions: 3, replicationFactor: 1 }],
  });
  await produce([record('eins', 'fall-1'), record('zwei', 'fall-2')]);
  await produce([record('verworfen', 'fall-1')], 'abort');
  await produce([
    record('drei', 'fall-1', { destination: 'gewerbe-trier' }),
    record('eins', 'fall-1'),
  ]);
  await produce([record('vier', 'fall-1')]);
  await produce([record('auch-verworfen', 'fall-2')], 'abort');
});

interface Sample {
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

/** No XML and no text: whatever touches the bytes shows. */
function record(messageId: string, key: string, { destination = 'gewerbe-mainz' } = {}): Sample {
  return {
    key,
    value: Buffer.concat([Buffer.from([0, 0xff, 0xfe, 0x0d, 0x0a]), Buffer.from(messageId)]),
    headers: {
      nahtlos_message_id: messageId,
      nahtlos_message_type: 'gewerbe.anmeldung.0010',
      nahtlos_case_id: key,
      nahtlos_destination: destination,
      nahtlos_test: 'false',
    },
  };
}

async function produce(messages: Sample[], end: 'commit' | 'abort' = 'commit'): Promise<void> {
  const producer = kafka.producer({ transactionalId: `${topic}.producer`, maxInFlightRequests: 1 });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages });
  await transaction[end]();
  await producer.disconnect();
}

async function build(language: Language): Promise<void> {
  const { from, build: commands } = SAMPLES[language];
  const folder = join(BUILT, language);
  const witness = join(BUILT, `${language}-source`);
  const changed = await runTool(['diff', '-rq', join(SOURCES, from), witness]).then(
    () => false,
    () => true,
  );
  if (!changed && existsSync(folder)) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(BUILT, { recursive: true });
  for (const command of commands(folder)) await runTool(command);
  await rm(witness, { recursive: true, force: true });
  await cp(join(SOURCES, from), witness, { recursive: true });
}

function consume(language: Language, group: string, ...words: string[]) {
  const settings = `bootstrap.servers=${kafkaBrokers().join(',')}\ngroup.id=${topic}.${group}\n`;
  return consumeWith(language, settings, '--topic', topic, ...words);
}

async function consumeWith(language: Language, settings: string, ...words: string[]) {
  const config = join(temporaryFolder(), 'consumer.properties');
  writeFileSync(config, settings);
  const said = await runTool([
    ...SAMPLES[language].call(join(BUILT, language)),
    ...['--config', config, ...words],
  ]);
  const lines = said.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const byKey = (lines: Record<string, unknown>[], key: string) =>
  lines.filter((line) => line.key === key).map(({ messageId }) => messageId);

describe.each(['java', 'python'] as const)('the sample consumer in %s', (language) => {
  it('prints each committed message once, in the order of its case and with its bytes', async () => {
    const lines = await consume(language, 'a', '--messages', '4', '--idle', '60');
    expect(byKey(lines, 'fall-1')).toEqual(['eins', 'drei', 'vier']);
    expect(byKey(lines, 'fall-2')).toEqual(['zwei']);
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const { key, value, headers } = record(String(line.messageId), String(line.key));
      expect(line).toEqual({
        topic,
        partition: expect.any(Number),
        offset: expect.any(Number),
        key,
        messageId: headers.nahtlos_message_id,
        type: 'gewerbe.anmeldung.0010',
        caseId: key,
        test: false,
        size: value.length,
        sha256: createHash('sha256').update(value).digest('hex'),
      });
    }
  });

  it('goes on after what it has taken, and ends when nothing comes', async () => {
    const first = await consume(language, 'b', '--messages', '2', '--idle', '60');
    const rest = await consume(language, 'b', '--idle', '8');
    const ids = [...first, ...rest].map(({ messageId }) => messageId);
    expect([...new Set(ids)].sort()).toEqual(['drei', 'eins', 'vier', 'zwei']);
    expect(first).toHaveLength(2);
    // The second record of `eins` may come after the restart: a sample that keeps no table cannot know it then.
    expect(rest.length).toBeLessThanOrEqual(3);
  });

  it('takes the messages of its destination alone where several share the topic', async () => {
    const lines = await consume(language, 'c', '--destination', 'gewerbe-trier', '--messages', '1');
    expect(lines.map(({ messageId }) => messageId)).toEqual(['drei']);
  });
});

describe('the settings that the page for vendors shows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-test-'));
  let secured: KafkaServer | undefined;

  beforeAll(async () => {
    secured = await startKafka({
      folder,
      tls: true,
      sasl: { username: 'verfahren', password: 'geheim' },
    });
    writeFileSync(join(folder, 'ca.pem'), secured.ca ?? '');
    const client = new Kafka({ brokers: secured.brokers, logLevel: logLevel.NOTHING });
    const producer = client.producer();
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic: 'cluster.gewerbe' }] });
    await admin.disconnect();
    await producer.connect();
    await producer.send({ topic: 'cluster.gewerbe', messages: [record('eins', 'fall-1')] });
    await producer.disconnect();
  }, 180_000);

  afterAll(async () => {
    await secured?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['java', 0],
    ['python', 1],
  ] as const)('let a client in %s read over TLS with a password', async (language, position) => {
    const page = readFileSync('docs/consuming.md', 'utf8');
    const shown = [...page.matchAll(/```properties\n(.*?)```/gs)][position]?.[1] ?? '';
    const settings = shown
      .replace('kafka.amt.example:9093', secured?.tlsBrokers.join(',') ?? '')
      .replace('=ca.pem', `=${join(folder, 'ca.pem')}`)
      .replace(/(username="?)fachverfahren-gewerbe/, '$1verfahren')
      .replace('...', 'geheim')
      .replace('group.id=', `group.id=${language}.`);
    const words = ['--topic', 'cluster.gewerbe', '--messages', '1', '--idle', '60'];
    const lines = await consumeWith(language, settings, ...words);
    expect(lines.map(({ messageId }) => messageId)).toEqual(['eins']);
  });
});

it('the samples are pinned to one version each', () => {
  const lines = readFileSync(join(SOURCES, 'python/requirements.txt'), 'utf8').trim().split('\n');
  for (const line of lines) expect(line).toMatch(/^[\w-]+==[\d.]+$/);
});
