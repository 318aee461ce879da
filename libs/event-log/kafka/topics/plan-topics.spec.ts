import { describe, expect, it } from '@jest/globals';
import { retentionOf } from '#domain';
import { planTopics } from './plan-topics.js';
import type { TopicOptions } from './topic-options.js';
import { DAY } from './topic-settings.js';

const OPTIONS: TopicOptions = {
  partitions: 12,
  replication: 3,
  minInsyncReplicas: 2,
  payloadRetention: 14,
  largestRecord: 1_048_576,
};

const plan = planTopics({
  prefix: 'amt.',
  options: OPTIONS,
  clusters: ['bauwesen', 'gewerbe'],
  ownTopics: [{ cluster: 'gewerbe', destination: 'gewerbe-mainz' }],
  answering: ['bauwesen', 'gewerbe-mainz'],
  retention: retentionOf(30, { bauwesen: 5 }),
});

describe('the plan of topics', () => {
  it('has a topic for each entry of the map and each member of a family, with the prefix', () => {
    expect(plan.map(({ name }) => name)).toEqual([
      'amt.submissions',
      'amt.holds',
      'amt.cluster.bauwesen',
      'amt.cluster.gewerbe',
      'amt.cluster.gewerbe.gewerbe-mainz',
      'amt.dead-letters.bauwesen',
      'amt.dead-letters.gewerbe',
      'amt.dead-letters.unrouted',
      'amt.dead-letters.internal',
      'amt.dead-letters.replies',
      'amt.operations',
      'amt.purges',
      'amt.replies',
      'amt.answers.bauwesen',
      'amt.answers.gewerbe-mainz',
      'amt.journal',
      'amt.outbox-positions',
    ]);
  });

  it('gives all keyed topics the same partitions, and the positions of the relay one', () => {
    const others = plan.filter(({ topic }) => topic !== 'outbox-positions');
    expect(new Set(others.map(({ partitions }) => partitions))).toEqual(new Set([12]));
    expect(plan.at(-1)).toMatchObject({ topic: 'outbox-positions', partitions: 1, replication: 3 });
  });

  it('keeps data of applications for two weeks, the journal for three years, requests for a season and holds until replaced', () => {
    const settings = (topic: string) => plan.find((planned) => planned.topic === topic)?.settings;
    expect(settings('cluster.gewerbe')).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': String(14 * DAY),
      'retention.bytes': '-1',
    });
    expect(settings('purges')).toMatchObject({ 'retention.ms': String(90 * DAY) });
    expect(settings('journal')).toMatchObject({ 'retention.ms': String(1096 * DAY) });
    expect(settings('holds')).toMatchObject({ 'cleanup.policy': 'compact' });
    expect(settings('holds')).not.toHaveProperty('retention.ms');
    expect(settings('outbox-positions')).toMatchObject({ 'cleanup.policy': 'compact' });
  });

  it('keeps data no longer than until the purge of its cluster, and where clusters share a topic the shortest', () => {
    const stay = (topic: string) => {
      const { settings } = plan.find((planned) => planned.topic === topic)!;
      return (Number(settings['retention.ms']) + Number(settings['segment.ms'])) / DAY;
    };
    expect(stay('cluster.bauwesen')).toBe(5);
    expect(stay('dead-letters.bauwesen')).toBe(5);
    expect(stay('submissions')).toBe(5);
    expect(stay('dead-letters.unrouted')).toBe(5);
    expect(stay('answers.gewerbe-mainz')).toBe(5);
    expect(stay('cluster.gewerbe.gewerbe-mainz')).toBe(15);
  });

  it('leaves room beside the largest record, and keeps the time that a record brings', () => {
    for (const { settings } of plan) {
      expect(Number(settings['max.message.bytes'])).toBeGreaterThan(OPTIONS.largestRecord);
      expect(settings['message.timestamp.type']).toBe('CreateTime');
      expect(settings['min.insync.replicas']).toBe('2');
    }
  });
});
