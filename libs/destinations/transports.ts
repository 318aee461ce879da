import type { DestinationConfig, TransportDescriptor } from '#domain';
import type { Destination, DestinationContext } from './destination.js';
import { DIRECTORY } from './directory/descriptor.js';
import { DirectoryDestination } from './directory/directory-destination.js';
import { HTTPS } from './https/descriptor.js';
import { HttpsDestination } from './https/https-destination.js';
import { INBOX } from './inbox/descriptor.js';
import { InboxDestination } from './inbox/inbox-destination.js';
import { KAFKA } from './kafka/descriptor.js';
import { awaitsConsumer, KafkaDestination } from './kafka/kafka-destination.js';
import { SFTP } from './sftp/descriptor.js';
import { SftpDestination } from './sftp/sftp-destination.js';

type Create = (config: DestinationConfig, context: DestinationContext) => Destination;

const TYPES: readonly { descriptor: TransportDescriptor; create: Create }[] = [
  { descriptor: DIRECTORY, create: (config, context) => new DirectoryDestination(config, context) },
  { descriptor: HTTPS, create: (config, context) => new HttpsDestination(config, context) },
  { descriptor: KAFKA, create: (config, context) => new KafkaDestination(config, context) },
  { descriptor: INBOX, create: (config) => new InboxDestination(config) },
  { descriptor: SFTP, create: (config, context) => new SftpDestination(config, context) },
];

/** Every transport type, for validation, documentation and the console's form. */
export const TRANSPORTS: readonly TransportDescriptor[] = TYPES.map((type) => type.descriptor);

/** Opens a configured destination. Throws where its type is unknown or a secret cannot be read. */
export function destinationFor(
  config: DestinationConfig,
  context: DestinationContext,
): Destination {
  const type = TYPES.find(({ descriptor }) => descriptor.type === config.transport);
  if (type === undefined) {
    throw new Error(`Destination ${config.id} has the unknown transport ${config.transport}`);
  }
  return type.create(config, context);
}

/** Whether a delivery there stays open until the case system acknowledges it, without attempts of ours. */
export function awaitsAcknowledgement(config: DestinationConfig): boolean {
  if (config.transport === INBOX.type) return true;
  return config.transport === KAFKA.type && awaitsConsumer(config);
}
