import { Failure } from '#domain';

/** The protocol's name of an error, e.g. `MESSAGE_TOO_LARGE`, wherever the client has wrapped it. */
export function protocolError(thrown: unknown): string | undefined {
  for (let error = thrown as ClientError | undefined; error; error = error.cause as ClientError) {
    if (typeof error.type === 'string') return error.type;
  }
  return undefined;
}

/** Whether a record is larger than its topic allows. */
export function isTooLarge(thrown: unknown): boolean {
  const type = protocolError(thrown);
  return type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE';
}

/** What the client throws where no broker answers. */
const UNREACHABLE =
  /^KafkaJS(ConnectionError|ConnectionClosedError|RequestTimeoutError|Timeout|BrokerNotFound)$/;

/** Whether no broker answered; another try may find one. */
export function isUnreachable(thrown: unknown): boolean {
  for (let error = thrown as ClientError | undefined; error; error = error.cause as ClientError) {
    if (UNREACHABLE.test(error.name)) return true;
  }
  return false;
}

/** A record that its topic does not admit; it concerns a person and no second try. */
export function tooLarge(topic: string, size: number, cause: unknown): Failure {
  return new Failure(
    'message-too-large',
    `A record of ${size} bytes is larger than the topic ${topic} admits (max.message.bytes).`,
    { cause },
  );
}

interface ClientError extends Error {
  type?: string;
}
