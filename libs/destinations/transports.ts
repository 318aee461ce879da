import type { DestinationConfig, TransportDescriptor } from '#domain';
import type { Destination, DestinationContext } from './destination.js';
import { DIRECTORY } from './directory/descriptor.js';
import { DirectoryDestination } from './directory/directory-destination.js';
import { HTTPS } from './https/descriptor.js';
import { HttpsDestination } from './https/https-destination.js';

type Create = (config: DestinationConfig, context: DestinationContext) => Destination;

const TYPES: readonly { descriptor: TransportDescriptor; create: Create }[] = [
  { descriptor: DIRECTORY, create: (config, context) => new DirectoryDestination(config, context) },
  { descriptor: HTTPS, create: (config, context) => new HttpsDestination(config, context) },
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
