export {
  type CorrectedMessage,
  type CorrectionFacts,
  correctedMessage,
  isRerouted,
  revisionOf,
} from './corrected-message.js';
export type { Move, Moves } from './legs.js';
export {
  type CheckingCatalogue,
  type Facts,
  type MessageCatalogue,
  type MessageInput,
  type MessageWriter,
  type Routing,
  type Transformed,
  transformSubmission,
} from './transform-submission.js';
