import type { Admin } from 'kafkajs';
import { Failure } from '#domain';
import { ConfigResourceTypes, ConfigSource } from '../config-resources.js';

/** A topic as it is on the brokers. */
export interface TopicState {
  partitions: number;
  /** Of the partition with the fewest replicas. */
  replication: number;
  /** What is in force, wherever it comes from. */
  settings: Readonly<Record<string, string>>;
  /** Which of them were set for this topic itself. */
  own: readonly string[];
}

/** The topics of these names that exist, and that this user may see. */
export async function topicStates(
  admin: Admin,
  names: readonly string[],
): Promise<Map<string, TopicState>> {
  // Asking for a name may create it, so all are asked for.
  const { topics } = await admin.fetchTopicMetadata();
  const wanted = new Set(names);
  const found = topics.filter(({ name }) => wanted.has(name));
  if (found.length === 0) return new Map();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: found.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const entries = new Map(
    resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]),
  );
  return new Map(
    found.map(({ name, partitions }) => {
      const settings = entries.get(name);
      if (settings === undefined) {
        throw new Failure('unavailable', `Kafka does not tell the settings of the topic ${name}.`);
      }
      return [
        name,
        {
          partitions: partitions.length,
          replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
          settings: Object.fromEntries(
            settings.map(({ configName, configValue }) => [configName, configValue]),
          ),
          own: settings
            .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
            .map(({ configName }) => configName),
        },
      ];
    }),
  );
}
