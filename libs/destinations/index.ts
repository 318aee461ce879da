export type {
  Accepted,
  Destination,
  DestinationContext,
  Gone,
  Outcome,
  OutgoingAttachment,
  OutgoingMessage,
  Refused,
  Retry,
} from './destination.js';
export { destinationFor, TRANSPORTS } from './transports.js';
