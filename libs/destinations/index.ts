export type {
  Answer,
  Destination,
  DestinationContext,
  Outcome,
  OutgoingAttachment,
  OutgoingMessage,
} from './destination.js';
export { inboxLease } from './inbox/inbox-destination.js';
export { messageHeaders } from './message-headers.js';
export { awaitsAcknowledgement, destinationFor, TRANSPORTS } from './transports.js';
export { UnusableDestination } from './unusable-destination.js';
export { AttachmentError } from './verified.js';
export { verifiedStream } from './verified-stream.js';
