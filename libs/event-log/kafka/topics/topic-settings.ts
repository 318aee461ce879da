import { JOURNAL_DAYS, type TopicRetention } from '#domain';
import type { TopicOptions } from './topic-options.js';

export const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Days in which an app that stood still finds what it is asked to delete. */
const REQUEST_DAYS = 90;

/**
 * Room beside the largest record: a dead letter says more about it in its headers, and the brokers measure the
 * batch around it.
 */
const HEADROOM = 131_072;

/** Segments of a topic that is compacted are closed early, for only closed ones are. */
const COMPACTED_SEGMENT_BYTES = 67_108_864;

/**
 * The settings of a topic on the brokers, which do not depend on what the brokers have for defaults.
 *
 * @param purgeDays after so many days at the soonest, data in the topic may be that of a purged submission
 */
export function topicSettings(
  retention: TopicRetention,
  options: TopicOptions,
  purgeDays: number,
): Record<string, string> {
  return {
    ...ofRetention(retention, options, purgeDays),
    'max.message.bytes': String(options.largestRecord + HEADROOM),
    'min.insync.replicas': String(options.minInsyncReplicas),
    // The time of a record is when it was appended, also where Kafka was away at that time.
    'message.timestamp.type': 'CreateTime',
    'unclean.leader.election.enable': 'false',
  };
}

function ofRetention(
  retention: TopicRetention,
  { payloadRetention }: TopicOptions,
  purgeDays: number,
): Record<string, string> {
  switch (retention) {
    case 'payload':
      return payloadFor(payloadRetention * DAY, purgeDays * DAY);
    case 'journal':
      return keptFor(JOURNAL_DAYS * DAY, 30 * DAY);
    case 'request':
      return keptFor(REQUEST_DAYS * DAY, DAY);
    case 'newest':
      return {
        'cleanup.policy': 'compact',
        'segment.bytes': String(COMPACTED_SEGMENT_BYTES),
        'segment.ms': String(DAY),
        // What was replaced or forgotten is gone after about two days, however little comes.
        'max.compaction.lag.ms': String(DAY),
        'delete.retention.ms': String(DAY),
      };
  }
}

/** Gone with its segment by the time at which the data of the application is purged. */
function payloadFor(wanted: number, purge: number): Record<string, string> {
  const segment = Math.max(Math.min(DAY, purge / 2), HOUR);
  return keptFor(Math.min(wanted, Math.max(purge - segment, HOUR)), segment);
}

/** A record goes with its segment, so it stays up to `segment` longer. Never for reasons of space. */
function keptFor(time: number, segment: number): Record<string, string> {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(time),
    'retention.bytes': '-1',
    'segment.ms': String(segment),
  };
}
