import { asFailure, Failure } from '#domain';
import {
  checkTopics,
  EmbeddedEventLog,
  type EventLog,
  KafkaEventLog,
  POSITIONS_TOPIC,
  planTopics,
} from '#event-log';
import type { Settings } from '#settings';
import type { Store } from '#store';
import type { Health, Log, Metrics } from '#telemetry';
import { eventLogObserver } from './event-log-observer.js';
import type { KAFKA_SETTINGS } from './kafka.settings.js';
import { kafkaConfiguration } from './kafka-configuration.js';
import type { LiveConfiguration, LoadedConfiguration } from './live-configuration.js';

/** Milliseconds that a record may wait in the outbox before it counts as news. */
const WAITS_LONG = 10_000;

/** Its work is to accept, and needs the store alone; its steps begin once Kafka answers. */
const WORKS_WITHOUT_KAFKA = 'intake';

/** What the headers of a record take at most, and the envelope around a submission. */
const ROOM_FOR_HEADERS = 65_536;

export interface EventLogPorts {
  app: string;
  /** Whose topics this process consumes. */
  apps: readonly string[];
  /** The largest value that this process puts into a topic, in bytes. */
  largestValue: number;
  settings: Settings<typeof KAFKA_SETTINGS>;
  store: Store;
  configuration: LiveConfiguration;
  log: Log;
  metrics: Metrics;
  health: Health;
  /** Ends the process: it cannot do its work any more. */
  giveUp(sentence: string, cause: unknown): void;
}

/** The event log in the database of the store. */
export async function openEmbeddedEventLog(ports: EventLogPorts): Promise<EventLog> {
  const { store, health } = ports;
  const eventLog = await EmbeddedEventLog.open({
    store,
    now: Date.now,
    observer: eventLogObserver(ports),
  });
  health.add('store', 'ready', async () => {
    await eventLog.lag({ name: 'health', topic: 'operations' });
    return { ok: true, detail: 'the database answers' };
  });
  return eventLog;
}

/**
 * The event log on Kafka. Refuses to start where the topics are not as they have to be. Intake alone starts without
 * Kafka: what it accepts waits in the outbox.
 */
export async function openKafkaEventLog(ports: EventLogPorts): Promise<EventLog> {
  const { store, configuration, log, settings } = ports;
  const kafka = kafkaConfiguration(settings, ports.app);
  if (kafka === undefined) {
    throw new Failure('invalid', 'NAHTLOS_LOG=kafka needs the brokers: set NAHTLOS_KAFKA_BROKERS.');
  }
  const { options, topics } = kafka;
  if (ports.largestValue + ROOM_FOR_HEADERS > topics.largestRecord) {
    throw new Failure(
      'invalid',
      `This program may write records of ${ports.largestValue} bytes and their headers, and the topics take ${topics.largestRecord}: raise NAHTLOS_KAFKA_LARGEST_RECORD, or lower NAHTLOS_LARGEST_MESSAGE or NAHTLOS_MAX_DATA.`,
    );
  }
  const needsKafka = ports.apps.some((app) => app !== WORKS_WITHOUT_KAFKA);
  const planOf = ({ packages, landscape }: LoadedConfiguration) =>
    planTopics({
      prefix: options.prefix,
      options: topics,
      clusters: packages.clusters(),
      ownTopics: landscape.ownTopics,
      answering: landscape.answering,
      retention: landscape.retention,
    });
  let eventLog: KafkaEventLog | undefined;
  let plan: ReturnType<typeof planOf> = [];
  await configuration.demand(async (loaded) => {
    plan = planOf(loaded);
    try {
      for (const { sentence } of await checkTopics(plan, { options, log })) {
        log.warn({}, `A topic is not as planned. ${sentence}`);
      }
    } catch (err) {
      if (needsKafka || asFailure(err).code !== 'unavailable') throw err;
      log.warn({ err }, 'Kafka does not answer: what is accepted waits in the outbox');
    }
    await eventLog?.takeTopics(namesIn(plan));
  });
  eventLog = await KafkaEventLog.open({
    options,
    topics: namesIn(plan),
    store,
    log,
    now: Date.now,
    observer: eventLogObserver(ports),
  });
  watch(eventLog, ports);
  return eventLog;
}

function namesIn(plan: readonly { topic: string }[]): string[] {
  return plan.map(({ topic }) => topic).filter((topic) => topic !== POSITIONS_TOPIC);
}

function watch(eventLog: KafkaEventLog, { metrics, health }: EventLogPorts): void {
  metrics.gauge('nahtlos_outbox_records', {
    help: 'Records that wait for their way to Kafka',
    collect: async (gauge) => gauge.set((await eventLog.outboxState()).records),
  });
  metrics.gauge('nahtlos_outbox_oldest_seconds', {
    help: 'Since when the oldest of them waits',
    collect: async (gauge) => {
      const { oldestAt } = await eventLog.outboxState();
      gauge.set(oldestAt === null ? 0 : (Date.now() - oldestAt) / 1000);
    },
  });
  health.add('store', 'ready', async () => {
    const { records, oldestAt } = await eventLog.outboxState();
    return oldestAt !== null && Date.now() - oldestAt > WAITS_LONG
      ? {
          ok: true,
          detail: `the database answers; Kafka has taken nothing since ${new Date(oldestAt).toISOString()}, ${records} records wait and lose nothing`,
        }
      : { ok: true, detail: 'the database answers, and Kafka takes what is accepted' };
  });
}

/** The adapters that work together. */
export function demandCombination(settings: {
  eventLog: string;
  shared: boolean;
  kafkaBrokers: string | null;
  apps: readonly string[];
}): void {
  const alone = settings.apps.length === 1;
  if (settings.eventLog === 'embedded' && settings.kafkaBrokers !== null) {
    throw new Failure('invalid', 'NAHTLOS_KAFKA_BROKERS has no effect without NAHTLOS_LOG=kafka.');
  }
  if (settings.eventLog === 'embedded' && settings.shared) {
    throw new Failure(
      'invalid',
      'NAHTLOS_LOG=embedded keeps the events in SQLite: with PostgreSQL, set NAHTLOS_LOG=kafka.',
    );
  }
  if (alone && (settings.eventLog === 'embedded' || !settings.shared)) {
    throw new Failure(
      'invalid',
      'A service of its own shares database and events with the others: set NAHTLOS_STORE=postgres://... and NAHTLOS_LOG=kafka, or run apps/standalone, which holds all four.',
    );
  }
}
