import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type KafkaServer, startKafka } from '../../../servers/kafka.js';
import { landscapeFolder } from '../../../test/factories/landscape-folder.js';
import { callNahtlos } from '../../../test/fixtures/nahtlos.js';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'nahtlos-test-'));
let server: KafkaServer;

beforeAll(async () => {
  server = await startKafka({ folder });
}, 180_000);

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const topics = (words: string[], env: Record<string, string> = {}) =>
  callNahtlos(['topics', ...words], {
    NAHTLOS_KAFKA_BROKERS: server.brokers.join(','),
    NAHTLOS_KAFKA_PARTITIONS: '2',
    NAHTLOS_KAFKA_REPLICATION: '1',
    NAHTLOS_KAFKA_MIN_INSYNC_REPLICAS: '1',
    NAHTLOS_DATA: folder,
    ...env,
  });

describe('nahtlos topics', () => {
  it('shows what is missing, creates it, and has nothing to do the second time', async () => {
    const before = await topics([]);
    expect(before).toMatchObject({ exit: 1, complained: '' });
    expect(before.said).toMatch(/^nahtlos\.submissions +2 +1 +14 days +missing$/m);
    expect(before.said).toMatch(/^nahtlos\.journal +2 +1 +1096 days +missing$/m);

    const applied = await topics(['--apply']);
    expect(applied).toMatchObject({ exit: 0, complained: '' });
    expect(applied.said).toContain('Created nahtlos.cluster.gewerbe');
    expect(await topics(['--apply'])).toMatchObject({ exit: 0, said: 'There was nothing to do.' });
    expect((await topics([])).said).toMatch(
      /^nahtlos\.holds .* the newest of each key +as planned$/m,
    );
  });

  it('adds partitions when the database and the brokers agree that nothing is under way', async () => {
    await topics(['--apply']);
    const applied = await topics(['--apply'], { NAHTLOS_KAFKA_PARTITIONS: '3' });
    expect(applied).toMatchObject({ exit: 0, complained: '' });
    expect(applied.said).toContain('Added partitions to nahtlos.holds');
  });

  it('says what is wrong with the way to the brokers', async () => {
    const { exit, complained } = await topics([], { NAHTLOS_KAFKA_BROKERS: '127.0.0.1:1' });
    expect(exit).toBe(3);
    expect(complained).toContain('Kafka cannot be reached at 127.0.0.1:1');
    const landscape = landscapeFolder({ 'clients.yaml': null });
    expect((await topics([], { NAHTLOS_LANDSCAPE: landscape })).complained).toContain('mistake');
  });
});
