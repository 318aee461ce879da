import { Failure, TOPICS, type TopicName, topicName } from '#domain';
import type { CarriedRecord, PlannedTopic } from '#event-log';
import { carriedHolds } from './carried-memory.js';
import { unhandled, unsettledMessages } from './carried-records.js';
import { CARRIED_TABLES } from './carried-tables.js';
import type { Source } from './source.js';
import { countOf } from './table-rows.js';

const DAY = 86_400_000;
/** What a record takes in a request beside its own bytes, at most. */
const OVERHEAD = 256;

/** What there is to carry. */
export interface Survey {
  tables: { title: string; rows: number }[];
  /** Records that no step has handled, by entry of the topic map. */
  unhandled: Partial<Record<TopicName, number>>;
  /** Messages of unsettled deliveries. */
  messages: number;
  /** Cases that wait, and what waits in them. */
  remembered: number;
}

/**
 * Counts everything, and looks at each record that goes to Kafka.
 *
 * @throws Failure `conflict` where one has no topic, is too large for it, or is so old that it would be deleted there
 *   before it is handled
 */
export async function survey(
  source: Source,
  plan: readonly PlannedTopic[],
  now: number,
): Promise<Survey> {
  const fits = fitting(plan, now);
  const found: Survey = { tables: [], unhandled: {}, messages: 0, remembered: 0 };
  for (const { name, title } of CARRIED_TABLES) {
    found.tables.push({ title, rows: await countOf(source.tables, name) });
  }
  for (const topic of Object.keys(TOPICS) as TopicName[]) {
    let records = 0;
    for await (const record of unhandled(source, topic)) {
      fits(record);
      records += 1;
    }
    if (records > 0) found.unhandled[topic] = records;
  }
  for await (const record of unsettledMessages({ tables: source.tables, now })) {
    fits(record);
    found.messages += 1;
  }
  for await (const entry of carriedHolds(source.remains)) {
    fits({ ...entry, topic: 'holds', at: now });
    found.remembered += 1;
  }
  return found;
}

function fitting(plan: readonly PlannedTopic[], now: number): (record: CarriedRecord) => void {
  const topics = new Map(plan.map((planned) => [planned.topic, planned]));
  return (record) => {
    const planned = topics.get(record.topic);
    if (planned === undefined) {
      throw new Failure(
        'conflict',
        `A record is under way in the topic ${record.topic}, which packages and landscape no longer ask for. Bring back what they had, or let the old server finish it.`,
      );
    }
    const size = sizeOf(record);
    if (size > Number(planned.settings['max.message.bytes'])) {
      throw new Failure(
        'conflict',
        `A record of ${size} bytes is too large for the topic ${planned.name}. Set NAHTLOS_KAFKA_LARGEST_RECORD to ${size} or more, and call "nahtlos topics --apply".`,
      );
    }
    const retention = Number(planned.settings['retention.ms'] ?? -1);
    if (
      topicName(record.topic) !== 'journal' &&
      retention >= 0 &&
      now - record.at > retention - DAY
    ) {
      throw new Failure(
        'conflict',
        `A record in ${record.topic} was not handled since ${new Date(record.at).toISOString()}, and Kafka would delete it before it is. Start the old server and let it work, then stop it and call this again; or raise NAHTLOS_KAFKA_PAYLOAD_RETENTION.`,
      );
    }
  };
}

function sizeOf({ key, value, headers }: CarriedRecord): number {
  return OVERHEAD + Buffer.byteLength(key + JSON.stringify(headers)) + value.length;
}
