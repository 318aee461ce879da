import { Failure } from '#domain';

/**
 * Why the brokers do not do what was asked, in a sentence that says what to do. Undefined for what nobody foresaw.
 * The client wraps errors in errors; the first that is known counts.
 */
export function brokerTrouble(thrown: unknown, brokers: readonly string[]): Failure | undefined {
  for (const error of chain(thrown)) {
    const sentence = sentenceFor(error, brokers.join(', '));
    if (sentence !== undefined) return new Failure('unavailable', sentence, { cause: thrown });
  }
  return undefined;
}

/** Does something with the brokers; what they refuse becomes a sentence. */
export async function withBrokers<T>(
  brokers: readonly string[],
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw brokerTrouble(cause, brokers) ?? cause;
  }
}

interface ClientError {
  name?: string;
  message?: string;
  type?: string;
  code?: string | number;
  cause?: unknown;
  errors?: unknown[];
}

function* chain(thrown: unknown): Iterable<ClientError> {
  for (let error = thrown as ClientError | undefined; error; error = error.cause as ClientError) {
    yield error;
    for (const one of error.errors ?? []) yield one as ClientError;
  }
}

const BY_TYPE: Record<string, (brokers: string) => string> = {
  UNSUPPORTED_VERSION: tooOld,
  UNSUPPORTED_SASL_MECHANISM: () =>
    'Kafka does not offer this SASL mechanism: set NAHTLOS_KAFKA_SASL to one that it offers.',
  ILLEGAL_SASL_STATE: () =>
    'Kafka does not expect SASL here: set NAHTLOS_KAFKA_SASL to none, or name another port in NAHTLOS_KAFKA_BROKERS.',
  SASL_AUTHENTICATION_FAILED: wrongCredentials,
  TOPIC_AUTHORIZATION_FAILED: notAllowed,
  CLUSTER_AUTHORIZATION_FAILED: notAllowed,
  GROUP_AUTHORIZATION_FAILED: notAllowed,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: notAllowed,
  INVALID_REPLICATION_FACTOR: () =>
    'Kafka has fewer brokers than a topic is to have replicas: start more of them, or lower NAHTLOS_KAFKA_REPLICATION.',
  POLICY_VIOLATION: () =>
    'A policy of the brokers forbids topics as they are planned: "nahtlos topics" lists them for whoever runs Kafka.',
  INVALID_CONFIG: () =>
    'Kafka refuses the settings of a topic: it has to be of version 2.4 or later, and what "nahtlos topics" lists has to be within its limits.',
};

function sentenceFor(error: ClientError, brokers: string): string | undefined {
  const { name, type, message = '', code } = error;
  if (type !== undefined && Object.hasOwn(BY_TYPE, type)) return BY_TYPE[type]?.(brokers);
  if (name === 'KafkaJSServerDoesNotSupportApiKey') return tooOld();
  if (message === 'API Versions not supported') return tooOld();
  if (name === 'KafkaJSSASLAuthenticationError') return wrongCredentials();
  if (name === 'KafkaJSConnectionError' || name === 'KafkaJSConnectionClosedError') {
    return unreachable(message, code, brokers);
  }
  if (name === 'KafkaJSRequestTimeoutError' || name === 'KafkaJSTimeout') {
    return `Kafka does not answer in time at ${brokers}: see in its log what keeps it.`;
  }
  return undefined;
}

function tooOld(): string {
  return 'Kafka speaks too old a version of its protocol: Nahtlos needs version 2.4 or later.';
}

function wrongCredentials(): string {
  return 'Kafka does not accept the credentials: check NAHTLOS_KAFKA_SASL, NAHTLOS_KAFKA_SASL_USERNAME and the password.';
}

function notAllowed(): string {
  return 'Kafka does not allow this user what Nahtlos has to do: have the commands run that "nahtlos topics --acls" prints.';
}

function unreachable(message: string, code: string | number | undefined, brokers: string): string {
  if (/certificate|self-signed|SSL|TLS|EPROTO|ERR_SSL/i.test(`${message} ${code ?? ''}`)) {
    return `The connection to Kafka at ${brokers} cannot be secured: check NAHTLOS_KAFKA_TLS, and that NAHTLOS_KAFKA_TLS_CA is the authority of its certificate.`;
  }
  return `Kafka cannot be reached at ${brokers}: check that it runs, and NAHTLOS_KAFKA_BROKERS and NAHTLOS_KAFKA_TLS.`;
}
