import type { PlannedTopic } from './plan-topics.js';
import { PURGE_DAYS } from './topic-options.js';
import { DAY } from './topic-settings.js';
import type { TopicState } from './topic-state.js';

/** How a topic differs from the plan. */
export interface TopicDifference {
  /** On the brokers. */
  name: string;
  /** What would have to change. `fixed` is what an apply cannot change, or not for itself. */
  kind: 'missing' | 'partitions' | 'setting' | 'fixed';
  /** A promise does not hold with it, so that nothing may start. */
  stops: boolean;
  sentence: string;
}

export function compareTopics(
  plan: readonly PlannedTopic[],
  states: ReadonlyMap<string, TopicState>,
): TopicDifference[] {
  const differences = plan.flatMap((planned) => {
    const state = states.get(planned.name);
    return state === undefined ? [missing(planned)] : compared(planned, state);
  });
  return [...differences, ...apart(plan, states)];
}

function missing({ name }: PlannedTopic): TopicDifference {
  return {
    name,
    kind: 'missing',
    stops: true,
    sentence: `The topic ${name} is missing, or this user may not see it.`,
  };
}

function compared(planned: PlannedTopic, state: TopicState): TopicDifference[] {
  const settings = Object.entries(planned.settings)
    .filter(([setting, wanted]) => state.settings[setting] !== wanted)
    .map(([setting, wanted]) => settingDifference(planned, state, setting, wanted));
  return [
    ...partitionDifference(planned, state),
    ...replicaDifference(planned, state),
    ...settings,
  ];
}

function partitionDifference(
  { name, partitions: wanted }: PlannedTopic,
  { partitions: there }: TopicState,
): TopicDifference[] {
  if (there === wanted) return [];
  return there < wanted
    ? [
        {
          name,
          kind: 'partitions',
          stops: true,
          sentence: `The topic ${name} has ${there} partitions, ${wanted} are wanted.`,
        },
      ]
    : [
        {
          name,
          kind: 'fixed',
          stops: true,
          sentence: `The topic ${name} has ${there} partitions, ${wanted} are wanted, and Kafka takes none away: set NAHTLOS_KAFKA_PARTITIONS to ${there}.`,
        },
      ];
}

function replicaDifference(
  { name, replication: wanted }: PlannedTopic,
  { replication: there }: TopicState,
): TopicDifference[] {
  if (there >= wanted) return [];
  return [
    {
      name,
      kind: 'fixed',
      stops: true,
      sentence: `The topic ${name} has ${there} ${there === 1 ? 'replica' : 'replicas'}, ${wanted} are wanted: add some with kafka-reassign-partitions, or set NAHTLOS_KAFKA_REPLICATION to ${there}.`,
    },
  ];
}

/** Why a setting of another value breaks a promise; undefined where it only differs. */
const BREAKS: Record<
  string,
  (planned: PlannedTopic, state: TopicState, wanted: string, there: string) => string | undefined
> = {
  'cleanup.policy': ({ retention }) =>
    retention === 'newest' ? 'what is remembered would be lost' : 'records would be lost or stay',
  'retention.ms': ({ retention }, state, wanted, there) => {
    if (retention === 'journal') {
      return shorter(there, wanted) ? 'the journal has to stay for three years' : undefined;
    }
    if (retention === 'request') {
      return shorter(there, wanted)
        ? 'an app that stood still would not delete what it is asked to'
        : undefined;
    }
    return longestStay(state) > PURGE_DAYS * DAY
      ? `with its segments that is longer than the ${PURGE_DAYS} days after which data of an application is purged`
      : undefined;
  },
  'segment.ms': ({ retention }, state) =>
    retention === 'payload' && longestStay(state) > PURGE_DAYS * DAY
      ? `records stay for up to this time after their retention, so longer than the ${PURGE_DAYS} days after which data of an application is purged`
      : undefined,
  'retention.bytes': () => 'records would be lost before they are read',
  'max.message.bytes': (_planned, _state, wanted, there) =>
    Number(there) < Number(wanted) ? 'what intake accepts would not fit into a record' : undefined,
  'min.insync.replicas': (_planned, _state, wanted, there) =>
    Number(there) < Number(wanted)
      ? 'a record could be lost with the brokers that have it'
      : undefined,
  'max.compaction.lag.ms': (_planned, _state, _wanted, there) =>
    Number(there) > PURGE_DAYS * DAY
      ? `what was forgotten would stay longer than the ${PURGE_DAYS} days after which data of an application is purged`
      : undefined,
  'message.timestamp.type': () => 'records would lose the time of their making',
  'unclean.leader.election.enable': () => 'a broker that missed records could become the leader',
};

function settingDifference(
  planned: PlannedTopic,
  state: TopicState,
  setting: string,
  wanted: string,
): TopicDifference {
  const { name } = planned;
  const there = state.settings[setting];
  const reason = there === undefined ? undefined : BREAKS[setting]?.(planned, state, wanted, there);
  return {
    name,
    kind: 'setting',
    stops: reason !== undefined,
    sentence: `The topic ${name} has ${setting}=${there ?? '(unknown)'}, wanted is ${wanted}${reason === undefined ? '' : `: ${reason}`}.`,
  };
}

function shorter(there: string, wanted: string): boolean {
  return Number(there) >= 0 && Number(there) < Number(wanted);
}

/** Milliseconds; a retention below 0 has no end. */
function longestStay({ settings }: TopicState): number {
  const retention = Number(settings['retention.ms']);
  return retention < 0 ? Number.POSITIVE_INFINITY : retention + Number(settings['segment.ms']);
}

/** What waits behind a submission lies in the partition of the same number, where its step looks for it. */
function apart(
  plan: readonly PlannedTopic[],
  states: ReadonlyMap<string, TopicState>,
): TopicDifference[] {
  const find = (topic: string) => {
    const name = plan.find((planned) => planned.topic === topic)?.name ?? topic;
    return { name, partitions: states.get(name)?.partitions };
  };
  const holds = find('holds');
  const submissions = find('submissions');
  if (holds.partitions === undefined || submissions.partitions === undefined) return [];
  if (holds.partitions === submissions.partitions) return [];
  return [
    {
      name: holds.name,
      kind: 'fixed',
      stops: true,
      sentence: `${holds.name} has ${holds.partitions} partitions and ${submissions.name} ${submissions.partitions}: a submission that waits would not be found again.`,
    },
  ];
}
