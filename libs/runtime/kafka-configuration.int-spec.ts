import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from '#settings';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { KAFKA_SETTINGS } from './kafka.settings.js';
import { kafkaConfiguration } from './kafka-configuration.js';

const BROKERS = { NAHTLOS_KAFKA_BROKERS: 'eins.amt.example:9093, zwei.amt.example:9093' };

const configured = (env: Record<string, string>) =>
  kafkaConfiguration(readSettings(KAFKA_SETTINGS, env), 'intake');

function problems(env: Record<string, string>): string[] {
  try {
    configured(env);
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.problems.map(({ name, message }) => `${name} ${message}`);
    }
    throw error;
  }
  return [];
}

describe('the settings of Kafka', () => {
  it('say nothing where there are no brokers', () => {
    expect(configured({})).toBeUndefined();
  });

  it('name the brokers, and three copies of which two must exist', () => {
    expect(configured(BROKERS)).toEqual({
      options: {
        brokers: ['eins.amt.example:9093', 'zwei.amt.example:9093'],
        clientId: 'nahtlos-intake',
        prefix: 'nahtlos.',
        groupPrefix: 'nahtlos.',
        tls: null,
        sasl: null,
      },
      topics: {
        partitions: 12,
        replication: 3,
        minInsyncReplicas: 2,
        payloadRetention: 14,
        largestRecord: 1_048_576,
      },
    });
  });

  it('read certificates and the password from files', () => {
    const folder = temporaryFolder();
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const found = configured({
      ...BROKERS,
      NAHTLOS_KAFKA_TLS: 'true',
      NAHTLOS_KAFKA_TLS_CA: file('ca.pem', 'CA\n'),
      NAHTLOS_KAFKA_TLS_CERTIFICATE: file('certificate.pem', 'CERTIFICATE\n'),
      NAHTLOS_KAFKA_TLS_KEY: file('key.pem', 'KEY\n'),
      NAHTLOS_KAFKA_SASL: 'scram-sha-512',
      NAHTLOS_KAFKA_SASL_USERNAME: 'nahtlos',
      NAHTLOS_KAFKA_SASL_PASSWORD_FILE: file('password', 'geheim \n'),
    });
    expect(found?.options).toMatchObject({
      tls: { ca: 'CA\n', certificate: 'CERTIFICATE\n', key: 'KEY\n' },
      sasl: { mechanism: 'scram-sha-512', username: 'nahtlos', password: 'geheim ' },
    });
  });

  it('do not fall back to the database where anything else about Kafka is set', () => {
    expect(problems({ NAHTLOS_KAFKA_TLS: 'true', NAHTLOS_KAFKA_PARTITIONS: '6' })).toEqual([
      'NAHTLOS_KAFKA_PARTITIONS has no effect without NAHTLOS_KAFKA_BROKERS',
      'NAHTLOS_KAFKA_TLS has no effect without NAHTLOS_KAFKA_BROKERS',
    ]);
  });

  it.each([
    [{ NAHTLOS_KAFKA_BROKERS: 'eins.amt.example' }, 'expected host:port'],
    [{ NAHTLOS_KAFKA_PREFIX: 'ämter.' }, 'expected at most 100 letters'],
    [{ NAHTLOS_KAFKA_REPLICATION: '1' }, 'no record could ever be written'],
    [{ NAHTLOS_KAFKA_TLS_CA: 'ca.pem' }, 'no effect without NAHTLOS_KAFKA_TLS=true'],
    [{ NAHTLOS_KAFKA_TLS: 'true', NAHTLOS_KAFKA_TLS_CA: 'none.pem' }, 'cannot be read (ENOENT)'],
    [{ NAHTLOS_KAFKA_TLS: 'true', NAHTLOS_KAFKA_TLS_KEY: 'none.pem' }, 'needs its certificate'],
    [{ NAHTLOS_KAFKA_SASL_USERNAME: 'nahtlos' }, 'while NAHTLOS_KAFKA_SASL is none'],
    [{ NAHTLOS_KAFKA_SASL: 'scram-sha-256' }, 'NAHTLOS_KAFKA_SASL_USERNAME is needed'],
    [{ NAHTLOS_KAFKA_SASL: 'scram-sha-256' }, 'NAHTLOS_KAFKA_SASL_PASSWORD_FILE is needed'],
    [
      { NAHTLOS_KAFKA_SASL_PASSWORD: 'a', NAHTLOS_KAFKA_SASL_PASSWORD_FILE: 'b' },
      'while NAHTLOS_KAFKA_SASL is none',
    ],
    [
      {
        NAHTLOS_KAFKA_SASL: 'scram-sha-256',
        NAHTLOS_KAFKA_SASL_PASSWORD: 'a',
        NAHTLOS_KAFKA_SASL_PASSWORD_FILE: 'b',
      },
      'is given twice',
    ],
    [{ NAHTLOS_KAFKA_SASL: 'plain' }, 'would show the password to the network'],
  ])('refuse %j', (env, sentence) => {
    expect(problems({ ...BROKERS, ...env }).join('\n')).toContain(sentence);
  });
});
