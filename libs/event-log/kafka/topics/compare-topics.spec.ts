import { describe, expect, it } from '@jest/globals';
import { retentionOf } from '#domain';
import { compareTopics } from './compare-topics.js';
import { planTopics } from './plan-topics.js';
import { DAY } from './topic-settings.js';
import type { TopicState } from './topic-state.js';

const plan = planTopics({
  prefix: '',
  options: {
    partitions: 12,
    replication: 3,
    minInsyncReplicas: 2,
    payloadRetention: 14,
    largestRecord: 1_000_000,
  },
  clusters: ['gewerbe'],
  ownTopics: [],
  answering: [],
  retention: retentionOf(),
});

/** The topics as planned, but for one of them. */
function differing(topic: string, change: Partial<TopicState>, settings = {}) {
  const states = new Map<string, TopicState>(
    plan.map((planned) => [planned.name, { ...planned, own: [] }]),
  );
  const state = states.get(topic) as TopicState;
  states.set(topic, { ...state, ...change, settings: { ...state.settings, ...settings } });
  return compareTopics(plan, states);
}

describe('topics compared with their plan', () => {
  it('agree where all is as planned', () => {
    expect(differing('journal', {})).toEqual([]);
  });

  it('differ where one is missing', () => {
    expect(compareTopics(plan, new Map())).toHaveLength(plan.length);
    expect(compareTopics(plan, new Map())[0]).toEqual({
      name: 'submissions',
      kind: 'missing',
      stops: true,
      sentence: 'The topic submissions is missing, or this user may not see it.',
    });
  });

  it('differ where one has fewer partitions, and what can be done about more is a setting', () => {
    expect(differing('journal', { partitions: 6 })).toMatchObject([
      { kind: 'partitions', stops: true, sentence: expect.stringContaining('has 6 partitions') },
    ]);
    expect(differing('journal', { partitions: 24 })).toMatchObject([
      {
        kind: 'fixed',
        stops: true,
        sentence: expect.stringContaining('set NAHTLOS_KAFKA_PARTITIONS to 24'),
      },
    ]);
  });

  it('say that what waits would not be found where holds and submissions lie apart', () => {
    const sentences = differing('holds', { partitions: 6 }).map(({ sentence }) => sentence);
    expect(sentences.at(-1)).toBe(
      'holds has 6 partitions and submissions 12: a submission that waits would not be found again.',
    );
  });

  it.each([
    ['holds', 'cleanup.policy', 'delete'],
    ['cluster.gewerbe', 'cleanup.policy', 'compact'],
    ['submissions', 'retention.ms', '-1'],
    ['submissions', 'retention.ms', String(29.5 * DAY)],
    ['submissions', 'segment.ms', String(20 * DAY)],
    ['submissions', 'retention.bytes', '1000000'],
    ['submissions', 'max.message.bytes', '1000000'],
    ['submissions', 'min.insync.replicas', '1'],
    ['submissions', 'message.timestamp.type', 'LogAppendTime'],
    ['journal', 'retention.ms', String(700 * DAY)],
    ['purges', 'retention.ms', String(14 * DAY)],
    ['holds', 'max.compaction.lag.ms', '9223372036854775807'],
  ])('break a promise where %s has %s=%s', (topic, setting, value) => {
    const found = differing(topic, {}, { [setting]: value });
    expect(found).toMatchObject([{ name: topic, kind: 'setting', stops: true }]);
    expect(found[0]?.sentence).toContain(`${setting}=${value}`);
  });

  it.each([
    ['submissions', 'retention.ms', String(7 * DAY)],
    ['submissions', 'max.message.bytes', '2000000'],
    ['submissions', 'min.insync.replicas', '3'],
    ['journal', 'retention.ms', '-1'],
    ['purges', 'retention.ms', String(1096 * DAY)],
    ['holds', 'segment.ms', String(2 * DAY)],
  ])('only differ where %s has %s=%s', (topic, setting, value) => {
    expect(differing(topic, {}, { [setting]: value })).toMatchObject([{ stops: false }]);
  });

  it('tell of missing replicas how to go on', () => {
    expect(differing('journal', { replication: 1 })).toMatchObject([
      { kind: 'fixed', stops: true, sentence: expect.stringContaining('has 1 replica, 3 are') },
    ]);
  });
});
