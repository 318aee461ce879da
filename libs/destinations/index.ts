export type {
  Answer,
  Destination,
  DestinationContext,
  Outcome,
  OutgoingAttachment,
  OutgoingMessage,
} from './destination.js';
export { awaitsAcknowledgement, destinationFor, TRANSPORTS } from './transports.js';
export { AttachmentError, verified } from './verified.js';
