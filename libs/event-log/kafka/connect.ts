import { Kafka, type LogEntry, logLevel } from 'kafkajs';
import { readCommittedOnly } from './committed-records.js';
import type { KafkaLog, KafkaOptions } from './kafka-options.js';

/** Milliseconds that a connection, or an answer of a broker, may take. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 30_000;

/** The client to the brokers. Connects with its first request. */
export function connectKafka(options: KafkaOptions, log: KafkaLog): Kafka {
  const { brokers, clientId, tls, sasl } = options;
  const client = new Kafka({
    brokers: [...brokers],
    clientId,
    ...(tls === null ? {} : { ssl: socketOptions(tls) }),
    // A copy: the client keeps its state in it.
    ...(sasl === null ? {} : { sasl: { ...sasl } as never }),
    connectionTimeout: CONNECTION_TIMEOUT,
    requestTimeout: REQUEST_TIMEOUT,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => passOn(entry, log),
  });
  return readCommittedOnly(client);
}

function socketOptions({ ca, certificate, key }: NonNullable<KafkaOptions['tls']>) {
  return {
    ...(ca === null ? {} : { ca: [ca] }),
    ...(certificate === null ? {} : { cert: certificate }),
    ...(key === null ? {} : { key }),
  };
}

/** Said of each producer that does not try for ever; here a failed transaction is begun anew instead. */
const EXPECTED = 'Limiting retries for the idempotent producer';

/** The library's lines name brokers, groups and topics; its extras may quote records and are left out. */
function passOn({ namespace, level, log: told }: LogEntry, log: KafkaLog): void {
  if (told.message.startsWith(EXPECTED)) return;
  const why = typeof told.error === 'string' ? `: ${told.error}` : '';
  const message = `Kafka: ${told.message}${why}`;
  if (level === logLevel.ERROR) log.warn({ kafka: namespace }, message);
  else if (level === logLevel.WARN) log.info({ kafka: namespace }, message);
}
