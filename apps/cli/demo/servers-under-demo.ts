import { Failure } from '#domain';
import type { Terminal } from '../command.js';

/** Kafka and PostgreSQL, whoever started them. */
export interface ServersUnderDemo {
  /** The address of a database of a user that may make another one. */
  store: string;
  brokers: readonly string[];
  /** The same as the variables that name them to a shell. */
  variables: Readonly<Record<string, string>>;
  /** Ends them, if the demo started them. */
  stop(): Promise<void>;
}

/** The servers that the environment names; undefined where it names none. */
export function namedServers(env: Terminal['env']): ServersUnderDemo | undefined {
  const { NAHTLOS_STORE: store = '', NAHTLOS_KAFKA_BROKERS: brokers = '' } = env;
  if (store === '' && brokers === '') return undefined;
  if (!/^postgres(ql)?:\/\//.test(store) || brokers === '') {
    throw new Failure(
      'invalid',
      'The demo on servers needs both: NAHTLOS_STORE=postgres://... and NAHTLOS_KAFKA_BROKERS. Without either it starts servers itself.',
    );
  }
  return {
    store,
    brokers: brokers.split(',').map((broker) => broker.trim()),
    variables: ofTheServers(env),
    stop: async () => undefined,
  };
}

/** How servers are reached, and what they can keep; not what the installation on them is called. */
function ofTheServers(env: Terminal['env']): Record<string, string> {
  const names = /^NAHTLOS_(STORE|KAFKA_(BROKERS|TLS|SASL|REPLICATION|MIN_INSYNC))/;
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => names.test(entry[0]) && entry[1] !== undefined,
    ),
  );
}
