import { defineSettings } from '#settings';

export const KAFKA_SETTINGS = defineSettings({
  kafkaBrokers: {
    env: 'NAHTLOS_KAFKA_BROKERS',
    kind: 'text',
    default: null,
    description:
      'Brokers of Kafka, as `host:port` with commas between them. Without it the events stay in the database.',
  },
  kafkaPrefix: {
    env: 'NAHTLOS_KAFKA_PREFIX',
    kind: 'text',
    default: 'nahtlos.',
    description: 'Begins the name of every topic. Never changed while anything is under way.',
  },
  kafkaGroupPrefix: {
    env: 'NAHTLOS_KAFKA_GROUP_PREFIX',
    kind: 'text',
    default: 'nahtlos.',
    description:
      'Begins the name of every consumer group and transactional id. Never changed while anything is under way.',
  },
  kafkaPartitions: {
    env: 'NAHTLOS_KAFKA_PARTITIONS',
    kind: 'integer',
    unit: 'partitions',
    minimum: 1,
    maximum: 1_000,
    default: 12,
    description:
      'Partitions of every topic: as many processes of an app can share the work. Can grow only while nothing is under way, and never shrink.',
  },
  kafkaReplication: {
    env: 'NAHTLOS_KAFKA_REPLICATION',
    kind: 'integer',
    unit: 'replicas',
    minimum: 1,
    maximum: 100,
    default: 3,
    description: 'Brokers that keep a copy of each record.',
  },
  kafkaMinInsyncReplicas: {
    env: 'NAHTLOS_KAFKA_MIN_INSYNC_REPLICAS',
    kind: 'integer',
    unit: 'replicas',
    minimum: 1,
    maximum: 100,
    default: 2,
    description: 'Copies that must exist before a record counts as written.',
  },
  kafkaPayloadRetention: {
    env: 'NAHTLOS_KAFKA_PAYLOAD_RETENTION',
    kind: 'integer',
    unit: 'days',
    minimum: 1,
    // A record goes up to a day later, and has to be gone after 30.
    maximum: 29,
    default: 14,
    description:
      'How long records with data of applications stay in their topics. What is not read by then is lost to its readers.',
  },
  kafkaLargestRecord: {
    env: 'NAHTLOS_KAFKA_LARGEST_RECORD',
    kind: 'integer',
    unit: 'bytes',
    minimum: 1_048_576,
    maximum: 25_000_000,
    default: 1_048_576,
    description:
      'Largest record that the topics take, with its headers. Keep it well above NAHTLOS_LARGEST_MESSAGE.',
  },
  kafkaTls: {
    env: 'NAHTLOS_KAFKA_TLS',
    kind: 'boolean',
    default: false,
    description: 'Whether the connections to Kafka are encrypted.',
  },
  kafkaTlsCa: {
    env: 'NAHTLOS_KAFKA_TLS_CA',
    kind: 'path',
    default: null,
    description:
      "PEM file of the authorities that Kafka's certificates are checked against; the system's own without it.",
  },
  kafkaTlsCertificate: {
    env: 'NAHTLOS_KAFKA_TLS_CERTIFICATE',
    kind: 'path',
    default: null,
    description: 'PEM file of the certificate that Nahtlos shows to Kafka.',
  },
  kafkaTlsKey: {
    env: 'NAHTLOS_KAFKA_TLS_KEY',
    kind: 'path',
    default: null,
    description: 'PEM file of the private key of that certificate.',
  },
  kafkaSasl: {
    env: 'NAHTLOS_KAFKA_SASL',
    kind: 'choice',
    choices: ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
    default: 'none',
    description: 'How Nahtlos authenticates itself to Kafka with a name and a password.',
  },
  kafkaSaslUsername: {
    env: 'NAHTLOS_KAFKA_SASL_USERNAME',
    kind: 'text',
    default: null,
    description: 'The name for SASL.',
  },
  kafkaSaslPasswordFile: {
    env: 'NAHTLOS_KAFKA_SASL_PASSWORD_FILE',
    kind: 'path',
    default: null,
    description: 'File with the password for SASL; a line break at its end does not count.',
  },
  kafkaSaslPassword: {
    env: 'NAHTLOS_KAFKA_SASL_PASSWORD',
    kind: 'text',
    default: null,
    description:
      'The password for SASL itself, where a file is not possible: others may see the environment of a process.',
  },
});
