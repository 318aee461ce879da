/** How the brokers are reached, and how names on them begin. */
export interface KafkaOptions {
  /** `host:port`; one that answers is enough. */
  brokers: readonly string[];
  /** Names this process in the brokers' logs and quotas. */
  clientId: string;
  /** Before the name of every topic, e.g. `nahtlos.`. */
  prefix: string;
  /** Before the name of every consumer group and transactional id, e.g. `nahtlos.`. */
  groupPrefix: string;
  /** PEM. `ca` in place of the system's authorities; `certificate` and `key` where the brokers ask for them. */
  tls: { ca: string | null; certificate: string | null; key: string | null } | null;
  sasl: {
    mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    username: string;
    password: string;
  } | null;
}

/** What the client library tells; levels as in the program's log. */
export interface KafkaLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
