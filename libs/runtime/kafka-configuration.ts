import { readFileSync } from 'node:fs';
import type { KafkaOptions, TopicOptions } from '#event-log';
import { type Settings, SettingsError } from '#settings';
import { KAFKA_SETTINGS } from './kafka.settings.js';

type KafkaSettings = Settings<typeof KAFKA_SETTINGS>;
type Key = keyof KafkaSettings;

/** How Kafka is reached, and what its topics are to be like. */
export interface KafkaConfiguration {
  options: KafkaOptions;
  topics: TopicOptions;
}

/** A prefix leaves room for the longest name of a topic, 249 characters. */
const PREFIX = /^[a-zA-Z0-9._-]{1,100}$/;
const BROKER = /^(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+):\d{1,5}$/;
const LOOPBACK = /^(127\.|localhost:|\[::1\]:)/;

/**
 * What the settings say about Kafka; undefined where they say nothing, and the events stay in the database.
 *
 * @param app names this process to the brokers
 * @throws SettingsError that lists every contradiction and every file that cannot be read
 */
export function kafkaConfiguration(
  settings: KafkaSettings,
  app: string,
): KafkaConfiguration | undefined {
  const found = new Findings();
  if (settings.kafkaBrokers === null) {
    withoutBrokers(settings, found);
    found.throwIfAny();
    return undefined;
  }
  const brokers = settings.kafkaBrokers.split(',').map((broker) => broker.trim());
  if (!brokers.every((broker) => BROKER.test(broker))) {
    found.add('kafkaBrokers', 'expected host:port, with commas between several');
  }
  for (const key of ['kafkaPrefix', 'kafkaGroupPrefix'] as const) {
    if (PREFIX.test(settings[key])) continue;
    found.add(key, 'expected at most 100 letters, digits, dots, hyphens and underscores');
  }
  if (settings.kafkaMinInsyncReplicas > settings.kafkaReplication) {
    found.add(
      'kafkaMinInsyncReplicas',
      'is more than NAHTLOS_KAFKA_REPLICATION, so that no record could ever be written',
    );
  }
  const tls = tlsOf(settings, found);
  const sasl = saslOf(settings, brokers, found);
  found.throwIfAny();
  return {
    options: {
      brokers,
      clientId: `nahtlos-${app}`,
      prefix: settings.kafkaPrefix,
      groupPrefix: settings.kafkaGroupPrefix,
      tls,
      sasl,
    },
    topics: {
      partitions: settings.kafkaPartitions,
      replication: settings.kafkaReplication,
      minInsyncReplicas: settings.kafkaMinInsyncReplicas,
      payloadRetention: settings.kafkaPayloadRetention,
      largestRecord: settings.kafkaLargestRecord,
    },
  };
}

/** Whoever sets anything of Kafka means to use it, and must not end up with the database by mistake. */
function withoutBrokers(settings: KafkaSettings, found: Findings): void {
  for (const key of Object.keys(KAFKA_SETTINGS) as Key[]) {
    if (settings[key] === KAFKA_SETTINGS[key].default) continue;
    found.add(key, 'has no effect without NAHTLOS_KAFKA_BROKERS');
  }
}

function tlsOf(settings: KafkaSettings, found: Findings): KafkaOptions['tls'] {
  const { kafkaTls, kafkaTlsCertificate, kafkaTlsKey } = settings;
  const keys = ['kafkaTlsCa', 'kafkaTlsCertificate', 'kafkaTlsKey'] as const;
  if (!kafkaTls) {
    for (const key of keys) {
      if (settings[key] !== null) found.add(key, 'has no effect without NAHTLOS_KAFKA_TLS=true');
    }
    return null;
  }
  if (kafkaTlsCertificate !== null && kafkaTlsKey === null) {
    found.add('kafkaTlsCertificate', 'needs its key: set NAHTLOS_KAFKA_TLS_KEY as well');
  }
  if (kafkaTlsKey !== null && kafkaTlsCertificate === null) {
    found.add('kafkaTlsKey', 'needs its certificate: set NAHTLOS_KAFKA_TLS_CERTIFICATE as well');
  }
  const [ca, certificate, key] = keys.map((name) => found.file(name, settings[name]));
  return { ca: ca ?? null, certificate: certificate ?? null, key: key ?? null };
}

function saslOf(
  settings: KafkaSettings,
  brokers: readonly string[],
  found: Findings,
): KafkaOptions['sasl'] {
  const { kafkaSasl: mechanism, kafkaSaslUsername: username, kafkaSaslPassword } = settings;
  if (mechanism === 'none') {
    for (const key of [
      'kafkaSaslUsername',
      'kafkaSaslPasswordFile',
      'kafkaSaslPassword',
    ] as const) {
      if (settings[key] !== null) found.add(key, 'has no effect while NAHTLOS_KAFKA_SASL is none');
    }
    return null;
  }
  if (kafkaSaslPassword !== null && settings.kafkaSaslPasswordFile !== null) {
    found.add('kafkaSaslPassword', 'is given twice: NAHTLOS_KAFKA_SASL_PASSWORD_FILE is set too');
  }
  const password =
    kafkaSaslPassword ??
    found.file('kafkaSaslPasswordFile', settings.kafkaSaslPasswordFile)?.replace(/\r?\n$/, '');
  if (username === null) found.add('kafkaSaslUsername', `is needed for ${mechanism}`);
  if (kafkaSaslPassword === null && settings.kafkaSaslPasswordFile === null) {
    found.add('kafkaSaslPasswordFile', `is needed for ${mechanism}`);
  }
  if (mechanism === 'plain' && !settings.kafkaTls && !brokers.every((one) => LOOPBACK.test(one))) {
    found.add(
      'kafkaSasl',
      'plain would show the password to the network: set NAHTLOS_KAFKA_TLS=true, or use scram-sha-512',
    );
  }
  return { mechanism, username: username ?? '', password: password ?? '' };
}

/** What is wrong, by the name of the variable. */
class Findings {
  readonly #problems: { name: string; message: string }[] = [];

  add(key: Key, message: string): void {
    this.#problems.push({ name: KAFKA_SETTINGS[key].env, message });
  }

  file(key: Key, path: string | null): string | undefined {
    if (path === null) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (cause) {
      this.add(key, `the file cannot be read (${(cause as NodeJS.ErrnoException).code})`);
      return undefined;
    }
  }

  throwIfAny(): void {
    if (this.#problems.length > 0) throw new SettingsError(this.#problems);
  }
}
