import type { AppliedTopics, PlannedTopic, TopicDifference } from '#event-log';
import { table } from '../table.js';
import { counted } from '../words.js';

const DAY = 86_400_000;

/** The plan and its state, a topic a line, and below it what differs. */
export function planReport(
  topics: readonly PlannedTopic[],
  differences: readonly TopicDifference[],
): string {
  const rows = topics.map(({ name, partitions, replication, settings }) => [
    name,
    String(partitions),
    String(replication),
    kept(settings),
    stateOf(name, differences),
  ]);
  return [
    table(['topic', 'partitions', 'replicas', 'kept', 'state'], rows),
    ...differenceLines(differences),
  ].join('\n');
}

export function applyReport({ created, changed, widened, left }: AppliedTopics): string {
  const done = [
    ...created.map((name) => `Created ${name}`),
    ...changed.map((name) => `Changed the settings of ${name}`),
    ...widened.map((name) => `Added partitions to ${name}`),
  ];
  return [
    ...(done.length === 0 ? ['There was nothing to do.'] : done),
    ...differenceLines(left),
  ].join('\n');
}

function differenceLines(differences: readonly TopicDifference[]): string[] {
  const other = differences.filter(({ kind }) => kind !== 'missing');
  return other.length === 0 ? [] : ['', ...other.map(({ sentence }) => sentence)];
}

function kept(settings: PlannedTopic['settings']): string {
  const retention = settings['retention.ms'];
  if (retention === undefined) return 'the newest of each key';
  return counted(Number(retention) / DAY, 'day');
}

function stateOf(name: string, differences: readonly TopicDifference[]): string {
  const own = differences.filter((difference) => difference.name === name);
  if (own.length === 0) return 'as planned';
  return own.some(({ kind }) => kind === 'missing') ? 'missing' : 'differs';
}
