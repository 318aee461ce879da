import { Failure } from '#domain';
import type { KafkaLog, KafkaOptions } from '../kafka-options.js';
import { compareTopics, type TopicDifference } from './compare-topics.js';
import type { PlannedTopic } from './plan-topics.js';
import { withAdmin } from './topic-admin.js';
import { topicStates } from './topic-state.js';

interface Ports {
  options: KafkaOptions;
  log: KafkaLog;
}

/** How the topics on the brokers differ from the plan. */
export function topicDifferences(
  plan: readonly PlannedTopic[],
  { options, log }: Ports,
): Promise<TopicDifference[]> {
  return withAdmin(options, log, async (admin) =>
    compareTopics(plan, await topicStates(admin, names(plan))),
  );
}

/**
 * For every start: passes where the topics keep what is promised.
 *
 * @returns differences that break no promise
 * @throws Failure that lists each one that does, or says why the brokers do not answer
 */
export async function checkTopics(
  plan: readonly PlannedTopic[],
  ports: Ports,
): Promise<TopicDifference[]> {
  const differences = await topicDifferences(plan, ports);
  const stopping = differences.filter(({ stops }) => stops);
  if (stopping.length > 0) {
    throw new Failure(
      'internal',
      [
        'The topics in Kafka are not as they have to be. "nahtlos topics --apply" sets right what can be:',
        ...stopping.map(({ sentence }) => `  ${sentence}`),
      ].join('\n'),
    );
  }
  return differences;
}

function names(plan: readonly PlannedTopic[]): string[] {
  return plan.map(({ name }) => name);
}
