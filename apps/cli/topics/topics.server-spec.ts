import { describe, expect, it } from '@jest/globals';
import { landscapeFolder } from '../../../test/factories/landscape-folder.js';
import { callNahtlos } from '../../../test/fixtures/nahtlos.js';
import { freshDatabase, kafkaBrokers, kafkaPrefix } from '../../../test/fixtures/servers.js';

const named = (topic: string) => kafkaPrefix() + topic;

/** The line of a topic, blanks in a row as one. */
function lineOf(said: string, topic: string): string | undefined {
  const line = said.split('\n').find((one) => one.startsWith(`${named(topic)} `));
  return line?.replace(/ +/g, ' ');
}

const topics = (words: string[], env: Record<string, string> = {}) =>
  callNahtlos(['topics', ...words], {
    NAHTLOS_KAFKA_BROKERS: kafkaBrokers().join(','),
    NAHTLOS_KAFKA_PARTITIONS: '2',
    NAHTLOS_KAFKA_REPLICATION: '1',
    NAHTLOS_KAFKA_MIN_INSYNC_REPLICAS: '1',
    NAHTLOS_KAFKA_PREFIX: kafkaPrefix(),
    NAHTLOS_KAFKA_GROUP_PREFIX: kafkaPrefix(),
    ...env,
  });

describe('nahtlos topics', () => {
  it('shows what is missing, creates it, and has nothing to do the second time', async () => {
    const before = await topics([]);
    expect(before).toMatchObject({ exit: 1, complained: '' });
    expect(lineOf(before.said, 'submissions')).toBe(`${named('submissions')} 2 1 14 days missing`);
    expect(lineOf(before.said, 'journal')).toBe(`${named('journal')} 2 1 1096 days missing`);

    const applied = await topics(['--apply']);
    expect(applied).toMatchObject({ exit: 0, complained: '' });
    expect(applied.said).toContain(`Created ${named('cluster.gewerbe')}`);
    expect(await topics(['--apply'])).toMatchObject({ exit: 0, said: 'There was nothing to do.' });
    expect(lineOf((await topics([])).said, 'holds')).toContain('the newest of each key as planned');
  });

  it('adds partitions when the database and the brokers agree that nothing is under way', async () => {
    await topics(['--apply']);
    const applied = await topics(['--apply'], {
      NAHTLOS_KAFKA_PARTITIONS: '3',
      NAHTLOS_STORE: await freshDatabase(),
    });
    expect(applied).toMatchObject({ exit: 0, complained: '' });
    expect(applied.said).toContain(`Added partitions to ${named('holds')}`);
  });

  it('says what is wrong with the way to the brokers', async () => {
    const { exit, complained } = await topics([], { NAHTLOS_KAFKA_BROKERS: '127.0.0.1:1' });
    expect(exit).toBe(3);
    expect(complained).toContain('Kafka cannot be reached at 127.0.0.1:1');
    const landscape = landscapeFolder({ 'clients.yaml': null });
    expect((await topics([], { NAHTLOS_LANDSCAPE: landscape })).complained).toContain('mistake');
  });
});
