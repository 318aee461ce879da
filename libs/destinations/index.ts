export type {
  Destination,
  DestinationContext,
  Outcome,
  OutgoingAttachment,
  OutgoingMessage,
} from './destination.js';
export { destinationFor, TRANSPORTS } from './transports.js';
