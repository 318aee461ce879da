import { setTimeout } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { Failure } from '#domain';
import { ConfigResourceTypes } from '../config-resources.js';
import type { KafkaLog, KafkaOptions } from '../kafka-options.js';
import { compareTopics, type TopicDifference } from './compare-topics.js';
import type { PlannedTopic } from './plan-topics.js';
import { withAdmin } from './topic-admin.js';
import { type TopicState, topicStates } from './topic-state.js';

/** Milliseconds that the brokers get to create topics. */
const TIMEOUT = 30_000;
/** Milliseconds between two looks whether they are there. */
const LOOK = 100;

export interface AppliedTopics {
  created: string[];
  /** Those with other settings than before. */
  changed: string[];
  /** Those with more partitions than before. */
  widened: string[];
  /** What stays different: an apply deletes nothing and moves no replicas. */
  left: TopicDifference[];
}

/**
 * Creates the topics that are missing and changes settings that differ from the plan. Never deletes anything.
 * Partitions are added only while nothing is left to read: the records of a case would come out of order, and what
 * waits would not be found.
 *
 * @param leftToRead how many records of a topic of the plan still have to be handled, or are remembered; 0 for none
 * @throws Failure with a sentence; what was done before it stays
 */
export function applyTopics(
  plan: readonly PlannedTopic[],
  {
    options,
    log,
    leftToRead,
  }: { options: KafkaOptions; log: KafkaLog; leftToRead(topic: string): Promise<number> },
): Promise<AppliedTopics> {
  return withAdmin(options, log, async (admin) => {
    const names = plan.map(({ name }) => name);
    const before = await topicStates(admin, names);
    const existing = plan.filter(({ name }) => before.has(name));
    const narrow = existing.filter(
      ({ name, partitions }) => partitions > before.get(name)!.partitions,
    );
    // Decided before anything is done: topics of different widths do not work with each other.
    if (narrow.length > 0) await refuseUnlessDrained(existing, leftToRead);
    const created = await create(
      admin,
      plan.filter(({ name }) => !before.has(name)),
    );
    const changed: string[] = [];
    for (const planned of existing) {
      if (await change(admin, planned, before.get(planned.name)!)) changed.push(planned.name);
    }
    if (narrow.length > 0) {
      await admin.createPartitions({
        topicPartitions: narrow.map(({ name, partitions }) => ({ topic: name, count: partitions })),
        timeout: TIMEOUT,
      });
    }
    return {
      created,
      changed,
      widened: narrow.map(({ name }) => name),
      left: await whatIsLeft(admin, plan, names),
    };
  });
}

/** The brokers tell each other what was done, and until then may tell what was before. */
async function whatIsLeft(
  admin: Admin,
  plan: readonly PlannedTopic[],
  names: readonly string[],
): Promise<TopicDifference[]> {
  const end = Date.now() + TIMEOUT;
  for (;;) {
    const left = compareTopics(plan, await topicStates(admin, names));
    if (left.every(({ kind }) => kind === 'fixed') || Date.now() > end) return left;
    await setTimeout(LOOK);
  }
}

async function refuseUnlessDrained(
  existing: readonly PlannedTopic[],
  leftToRead: (topic: string) => Promise<number>,
): Promise<void> {
  for (const { topic, name, partitions } of existing) {
    if (partitions === 1) continue;
    const left = await leftToRead(topic);
    if (left === 0) continue;
    throw new Failure(
      'conflict',
      `The number of partitions can change only when nothing is under way, and ${name} still has ${left}: stop intake, let the other programs finish, settle what waits, stop them, and call this again.`,
    );
  }
}

async function create(admin: Admin, missing: readonly PlannedTopic[]): Promise<string[]> {
  if (missing.length === 0) return [];
  await admin.createTopics({
    timeout: TIMEOUT,
    waitForLeaders: false,
    topics: missing.map(({ name, partitions, replication, settings }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: replication,
      configEntries: entries(settings),
    })),
  });
  return missing.map(({ name }) => name);
}

/**
 * The client has only the request that replaces all settings of a topic, so those that others have set for it go
 * along.
 */
async function change(
  admin: Admin,
  { name, settings: wanted }: PlannedTopic,
  { settings: there, own }: TopicState,
): Promise<boolean> {
  if (Object.entries(wanted).every(([setting, value]) => there[setting] === value)) return false;
  const kept = Object.fromEntries(own.map((setting) => [setting, there[setting] as string]));
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      { type: ConfigResourceTypes.TOPIC, name, configEntries: entries({ ...kept, ...wanted }) },
    ],
  });
  return true;
}

function entries(settings: Readonly<Record<string, string>>) {
  return Object.entries(settings).map(([name, value]) => ({ name, value }));
}
