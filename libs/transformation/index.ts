export {
  type CorrectedMessage,
  type CorrectionFacts,
  correctedMessage,
  revisionOf,
} from './corrected-message.js';
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
