export {
  BulkOperations,
  type BulkProgress,
  type BulkRequest,
  HIGHEST_RATE,
  USUAL_RATE,
} from './bulk-operations.js';
export { BulkRunner } from './bulk-runner.js';
export { DeadLetterOperations } from './dead-letter-operations.js';
export {
  type DeadLetterDetails,
  type DeadLetterGroup,
  type DeadLetterPage,
  DeadLetterRegister,
  type DeadLetterSummary,
} from './dead-letter-register.js';
export {
  type DestinationOperationResult,
  DestinationOperations,
} from './destinations/destination-operations.js';
export {
  type DestinationDetails,
  DestinationRegister,
  type DestinationSummary,
} from './destinations/destination-register.js';
export { type Forwarding, Forwardings } from './forwarding/forwardings.js';
export { type Ledger, LedgerKeeper } from './ledger.js';
export type { AccountedTables } from './ledger.tables.js';
export type { Period } from './ledger-accounts.js';
export type { Difference, Sums } from './ledger-check.js';
export { LETTER_STATES, type LetterState } from './letter.js';
export { filterOf } from './letter-cause.js';
export type { DeadLetterFilter } from './letter-filter.js';
export { isLetterOf } from './letter-of-topic.js';
export { type LetterSource, LetterSources } from './letter-source.js';
export { REGISTER_MIGRATIONS } from './migrations.js';
export type { Correction } from './operation-events.js';
export type { OperationResult } from './operation-result.js';
export { projectDeadLetters } from './project-dead-letters.js';
export { projectJournal } from './project-journal.js';
export { standsBeforePurge } from './purge/before-purge.js';
export { PurgeKeeper, type PurgePorts, type PurgeResult } from './purge/purge-keeper.js';
export {
  type PastJournal,
  type PurgeSurvey,
  surveyUnsettled,
  type Unsettled,
} from './purge/survey.js';
export type { RegisterTables } from './register.tables.js';
export { Rounds } from './rounds.js';
export {
  handleDeadLetters,
  handleJournal,
  REGISTER_STEPS,
  registerLag,
  runRegisterSteps,
} from './steps.js';
export {
  type SubmissionStatusView,
  submissionStatus,
  type TimelineEntry,
} from './submission-status.js';
