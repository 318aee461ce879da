/** The ports of a Kafka server. Those of doors that it does not open stay unused. */
export interface KafkaPorts {
  controller: number;
  plain: number;
  sasl: number;
  tls: number;
}

export interface KafkaOptions {
  /** Settings of the broker that take the place of ours, or add to them. */
  settings?: Readonly<Record<string, string>>;
  /** Opens a door with SASL in plain text, for PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  sasl?: { username: string; password: string };
  /** Opens a door with TLS and a certificate made for it; with SASL too where that is given. */
  tls?: boolean;
  /** Checks access control lists. The plain door belongs to the super user. */
  acls?: boolean;
}

/** The password of the key store, which protects nothing: it lies beside it. */
export const STORE_PASSWORD = 'certificate';

/** The settings of one broker that is its own controller, for a handful of clients on this machine. */
export function kafkaProperties(
  files: { data: string; keyStore: string },
  ports: KafkaPorts,
  { settings = {}, sasl, tls = false, acls = false }: KafkaOptions,
): Record<string, string> {
  const doors = [
    { name: 'PLAINTEXT', port: ports.plain, protocol: 'PLAINTEXT', open: true },
    { name: 'SASL', port: ports.sasl, protocol: 'SASL_PLAINTEXT', open: sasl !== undefined },
    { name: 'TLS', port: ports.tls, protocol: sasl === undefined ? 'SSL' : 'SASL_SSL', open: tls },
  ].filter(({ open }) => open);
  const controller = { name: 'CONTROLLER', port: ports.controller, protocol: 'PLAINTEXT' };
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    'controller.listener.names': controller.name,
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: [...doors, controller].map(addressed).join(','),
    'advertised.listeners': doors.map(addressed).join(','),
    'listener.security.protocol.map': [...doors, controller]
      .map(({ name, protocol }) => `${name}:${protocol}`)
      .join(','),
    // After a kill the broker is let in again only when the session of its former self has run out.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'log.dirs': files.data,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '3',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '3',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    ...(sasl === undefined ? {} : saslSettings(sasl)),
    ...(tls ? tlsSettings(files.keyStore) : {}),
    ...(acls
      ? {
          'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
          'super.users': 'User:ANONYMOUS',
        }
      : {}),
    ...settings,
  };
}

/** As a file of Java properties. */
export function propertiesText(properties: Readonly<Record<string, string>>): string {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escaped(value)}\n`)
    .join('');
}

function addressed({ name, port }: { name: string; port: number }): string {
  return `${name}://127.0.0.1:${port}`;
}

function saslSettings({ username, password }: { username: string; password: string }) {
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const mechanisms = { plain, 'scram-sha-256': scram, 'scram-sha-512': scram };
  return Object.fromEntries([
    ['sasl.enabled.mechanisms', 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512'],
    ...['sasl', 'tls'].flatMap((door) =>
      Object.entries(mechanisms).map(([mechanism, module]) => [
        `listener.name.${door}.${mechanism}.sasl.jaas.config`,
        module,
      ]),
    ),
  ]);
}

function tlsSettings(keyStore: string) {
  return {
    'listener.name.tls.ssl.keystore.type': 'PKCS12',
    'listener.name.tls.ssl.keystore.location': keyStore,
    'listener.name.tls.ssl.keystore.password': STORE_PASSWORD,
  };
}
