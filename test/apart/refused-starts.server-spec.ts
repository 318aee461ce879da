import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { type Apart, installApart, type Service } from '#runtime';
import { PostgresStore } from '#store';
import { freshDatabase, kafkaBrokers, kafkaPrefix } from '../fixtures/servers.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/** Nothing listens there. */
const NOWHERE = '127.0.0.1:9';

let installations = 0;

describe('a service of its own', () => {
  let apart: Apart;
  let prefix: string;

  beforeEach(async () => {
    installations += 1;
    prefix = `${kafkaPrefix()}refused${installations}.`;
    apart = await installApart({
      folder: temporaryFolder(),
      store: await freshDatabase(),
      brokers: kafkaBrokers(),
      prefix,
      partitions: 2,
    });
  });

  /** What a start says that does not succeed; without the stack of the helper that started it. */
  const refusal = async (service: Service, settings: Record<string, string> = {}) => {
    const started = await apart.start(service, { settings }).catch((error: Error) => error);
    if (!(started instanceof Error)) {
      await started.stop();
      throw new Error(`${service} started.`);
    }
    return started.message.replace('The server did not start:\n', '').trim();
  };

  it('does not start while a cluster of the packages has no topic', async () => {
    const admin = new Kafka({ brokers: kafkaBrokers(), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${prefix}cluster.gewerbe`] });
    await admin.disconnect();
    expect(await refusal('transform')).toBe(
      `The topics in Kafka are not as they have to be. "nahtlos topics --apply" sets right what can be:\n  The topic ${prefix}cluster.gewerbe is missing, or this user may not see it.`,
    );
  });

  it('does not start where a topic has another number of partitions than the settings say', async () => {
    expect(await refusal('delivery', { NAHTLOS_KAFKA_PARTITIONS: '3' })).toMatch(
      /submissions .*2 partitions.*3/,
    );
  });

  it('does not start where a step of it cannot reach Kafka', async () => {
    expect(await refusal('transform', { NAHTLOS_KAFKA_BROKERS: NOWHERE })).toBe(
      `Kafka cannot be reached at ${NOWHERE}: check that it runs, and NAHTLOS_KAFKA_BROKERS and NAHTLOS_KAFKA_TLS.`,
    );
  });

  it('does not start where it may write more than the topics take', async () => {
    expect(await refusal('transform', { NAHTLOS_LARGEST_MESSAGE: '1048576' })).toMatch(
      /records of 1048576 bytes and their headers, and the topics take 1048576: raise NAHTLOS_KAFKA_LARGEST_RECORD/,
    );
  });

  it('accepts as intake without Kafka, and says that it waits', async () => {
    const intake = await apart.start('intake', { settings: { NAHTLOS_KAFKA_BROKERS: NOWHERE } });
    const ready = await fetch(`${intake.url}/health/ready`);
    await intake.stop();
    expect(ready.status).toBe(200);
  });

  it('does not start on a file or with embedded events, which only one process can have', async () => {
    const alone = /A service of its own shares database and events with the others/;
    expect(await refusal('intake', { NAHTLOS_STORE: '' })).toMatch(alone);
    expect(await refusal('intake', { NAHTLOS_LOG: 'embedded', NAHTLOS_KAFKA_BROKERS: '' })).toMatch(
      /NAHTLOS_LOG=embedded keeps the events in SQLite/,
    );
  });

  it('does not start on a database that a newer version has changed', async () => {
    const store = await PostgresStore.open({ url: apart.settings.NAHTLOS_STORE as string });
    await store.migrate('outbox', {
      '001_outbox': { up: async () => undefined },
      '999_from_the_future': { up: async () => undefined },
    });
    await store.close();
    expect(await refusal('intake')).toMatch(
      /^The tables of outbox in .* cannot be brought up to date.*If a newer version of Nahtlos wrote the database, start that version\.$/,
    );
  });

  it('does not start with the credentials of nobody, and does not tell the password', async () => {
    const url = new URL(apart.settings.NAHTLOS_STORE as string);
    url.username = 'nobody';
    url.password = 'geheim';
    const said = await refusal('intake', { NAHTLOS_STORE: url.href });
    expect(said).toMatch(/nobody/);
    expect(said).not.toMatch(/geheim/);
  });

  it('does not start on a folder of attachments that the others do not see', async () => {
    await (await apart.start('intake')).stop();
    const elsewhere = join(temporaryFolder(), 'blobs');
    mkdirSync(elsewhere);
    expect(await refusal('delivery', { NAHTLOS_BLOBS: elsewhere })).toBe(
      `${elsewhere} is not the folder of attachments that the other processes of this database use. Mount the shared volume, or name its folder with NAHTLOS_BLOBS.`,
    );
  });

  it('does not start on the attachments of another installation', async () => {
    const blobs = apart.settings.NAHTLOS_BLOBS as string;
    await (await apart.start('intake')).stop();
    expect(
      await refusal('intake', { NAHTLOS_STORE: await freshDatabase(), NAHTLOS_BLOBS: blobs }),
    ).toBe(
      `${blobs} holds the attachments of another installation. Mount the shared volume, or name its folder with NAHTLOS_BLOBS.`,
    );
  });
});
