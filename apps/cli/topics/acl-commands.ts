import { answersTopic, memberTopic, ownTopic, TOPICS, type TopicName } from '#domain';
import type { TopicPlan } from './topic-plan.js';

/** The apps, each with the user as which it appears to Kafka. */
const APPS = ['intake', 'transform', 'delivery', 'console'];

/** In the event log's own topic map there is no entry for it: where the relay keeps its position. */
const POSITIONS = 'outbox-positions';

/**
 * A shell script for whoever administers Kafka: what each user may do, and nothing else. Any service may be the one
 * that carries the outbox of all of them, so each writes to all topics; what it reads is its own business.
 */
export function aclCommands({ options, clusters, ownTopics, answering }: TopicPlan): string {
  const names = { topics: options.prefix, groups: options.groupPrefix };
  const blocks = [
    HEAD,
    ...APPS.map((app) => service(app, names)),
    administrator(names),
    ...clusters.map((cluster) => readers(cluster, names)),
    ...ownTopics.map(({ cluster, destination }) => {
      const topic = names.topics + ownTopic({ cluster, destination });
      return block(
        `Reads the messages of ${cluster} to ${destination}, and no others.`,
        consumer(`User:${destination}`, topic, `${destination}.`),
      );
    }),
    ...answering.map((destination) => {
      const topic = names.topics + answersTopic(destination);
      return block(`Answers for ${destination}: whoever may write it speaks for that authority.`, [
        `User:${destination} --operation Write --topic ${topic}`,
      ]);
    }),
  ];
  return blocks.join('\n\n');
}

const HEAD = `#!/bin/sh
# What the users of Kafka may do. Replace the names of the users by those that you gave them, and run this as a super
# user. With one user for all services, put its name in the place of all four.
set -e
: "\${KAFKA_ACLS:=kafka-acls.sh --bootstrap-server localhost:9092}"
allow() { $KAFKA_ACLS --add --allow-principal "$@"; }`;

interface Names {
  topics: string;
  groups: string;
}

function service(app: string, { topics, groups }: Names): string {
  const user = `User:nahtlos-${app}`;
  const read = consumedBy(app).flatMap((name) =>
    TOPICS[name].family
      ? [`--resource-pattern-type prefixed --topic ${topics}${name}.`]
      : [`--topic ${topics}${name}`],
  );
  return block(`The service ${app}.`, [
    `${user} --operation Describe --operation DescribeConfigs --operation Write --resource-pattern-type prefixed --topic ${topics}`,
    ...[...read, `--topic ${topics}${POSITIONS}`].map(
      (topic) => `${user} --operation Read ${topic}`,
    ),
    `${user} --operation Read --resource-pattern-type prefixed --group ${groups}${app}.`,
    ...[`${groups}relay.`, `${groups}${app}.`].map(
      (id) =>
        `${user} --operation Describe --operation Write --resource-pattern-type prefixed --transactional-id ${id}`,
    ),
    // Brokers before 2.8 ask for it.
    `${user} --operation IdempotentWrite --cluster`,
  ]);
}

/** What an app reads: the topics that it consumes, and the memories of its steps. */
function consumedBy(app: string): TopicName[] {
  return (Object.keys(TOPICS) as TopicName[])
    .filter((name) => (TOPICS[name].consumers as readonly string[]).includes(app))
    .flatMap((name) => {
      const entry = TOPICS[name];
      return 'memory' in entry ? [name, entry.memory] : [name];
    });
}

function administrator({ topics, groups }: Names): string {
  const user = 'User:nahtlos-admin';
  const operations = ['Create', 'Alter', 'AlterConfigs', 'Describe', 'DescribeConfigs', 'Read']
    .map((operation) => `--operation ${operation}`)
    .join(' ');
  return block('Whoever calls "nahtlos topics --apply".', [
    `${user} ${operations} --resource-pattern-type prefixed --topic ${topics}`,
    `${user} --operation Describe --resource-pattern-type prefixed --group ${groups}`,
  ]);
}

function readers(cluster: string, { topics }: Names): string {
  const topic = topics + memberTopic('cluster', cluster);
  return block(
    `Reads ${topic}: the messages of ALL authorities in it. Keep them apart with ownTopic in destinations.yaml.`,
    consumer(`User:fachverfahren-${cluster}`, topic, `fachverfahren-${cluster}.`),
  );
}

function consumer(user: string, topic: string, group: string): string[] {
  return [
    `${user} --operation Read --topic ${topic}`,
    `${user} --operation Read --resource-pattern-type prefixed --group ${group}`,
  ];
}

function block(comment: string, commands: readonly string[]): string {
  return [`# ${comment}`, ...commands.map((command) => `allow ${command}`)].join('\n');
}
