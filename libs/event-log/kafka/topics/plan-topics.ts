import {
  type OwnTopic,
  type Retention,
  TOPICS,
  type TopicRetention,
  topicName,
  topicsOf,
} from '#domain';
import type { TopicOptions } from './topic-options.js';
import { topicSettings } from './topic-settings.js';

/** The relay's positions; not in the topic map, for nobody else reads or writes them. */
export const POSITIONS_TOPIC = 'outbox-positions';

/** A topic as it should be on the brokers. */
export interface PlannedTopic {
  /** In the topic map, e.g. `cluster.gewerbe`. */
  topic: string;
  /** On the brokers, with the prefix. */
  name: string;
  retention: TopicRetention;
  partitions: number;
  replication: number;
  settings: Readonly<Record<string, string>>;
}

/** Every topic of an installation with all its properties, in the order of the topic map. */
export function planTopics(plan: {
  prefix: string;
  options: TopicOptions;
  /** Ids of the clusters of all packages. */
  clusters: readonly string[];
  ownTopics: readonly OwnTopic[];
  /** Destinations that answer by topic. */
  answering: readonly string[];
  /** How long data of applications may stay at all. */
  retention: Retention;
}): PlannedTopic[] {
  const { prefix, options, clusters } = plan;
  const purgeDays = (topic: string) => {
    const [family, cluster] = topic.split('.', 2);
    // A destination may be called like a cluster, and serve another.
    return family !== 'answers' && cluster !== undefined && clusters.includes(cluster)
      ? plan.retention.days(cluster)
      : plan.retention.shortest;
  };
  const planned = (topic: string, retention: TopicRetention, partitions: number) => ({
    topic,
    name: prefix + topic,
    retention,
    partitions,
    replication: options.replication,
    settings: topicSettings(retention, options, purgeDays(topic)),
  });
  return [
    ...topicsOf(plan).map((topic) =>
      planned(topic, TOPICS[topicName(topic)!].retention, options.partitions),
    ),
    planned(POSITIONS_TOPIC, 'newest', 1),
  ];
}
