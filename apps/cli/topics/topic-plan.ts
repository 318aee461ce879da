import type { KafkaOptions, PlannedTopic } from '#event-log';
import { readSettings } from '#settings';
import { installationFolders } from '../cli.settings.js';
import { type Terminal, WrongCall } from '../command.js';

/** The topics that packages and landscape ask for, and where they are or will be. */
export interface TopicPlan {
  options: KafkaOptions;
  topics: PlannedTopic[];
  clusters: readonly string[];
  ownTopics: readonly { cluster: string; destination: string }[];
  /** Destinations that answer by topic. */
  answering: readonly string[];
}

/** @throws WrongCall where no Kafka is configured, ConfigurationError where packages or landscape have mistakes */
export async function topicPlan(env: Terminal['env']): Promise<TopicPlan> {
  const { KAFKA_SETTINGS, kafkaConfiguration } = await import('#runtime');
  const { planTopics } = await import('#event-log');
  const own = Object.fromEntries(
    Object.values(KAFKA_SETTINGS).map((setting) => [setting.env, env[setting.env]]),
  );
  const kafka = kafkaConfiguration(readSettings(KAFKA_SETTINGS, own), 'cli');
  if (kafka === undefined) {
    throw new WrongCall('There is no Kafka: NAHTLOS_KAFKA_BROKERS names none.');
  }
  const { clusters, ownTopics, answering, retention } = await members(env);
  const { options } = kafka;
  const topics = planTopics({
    prefix: options.prefix,
    options: kafka.topics,
    clusters,
    ownTopics,
    answering,
    retention,
  });
  return { options, topics, clusters, ownTopics, answering };
}

async function members(env: Terminal['env']) {
  const folders = await installationFolders(env);
  const [{ loadPackages }, { loadLandscape }, { TRANSPORTS }] = await Promise.all([
    import('#packages'),
    import('#landscape'),
    import('#destinations'),
  ]);
  const packages = await loadPackages(folders.packages);
  try {
    const { ownTopics, answering, retention } = await loadLandscape(folders.landscape, {
      transports: TRANSPORTS,
      services: packages,
    });
    return { clusters: packages.clusters(), ownTopics, answering, retention };
  } finally {
    packages.close();
  }
}
