export { ACKNOWLEDGEMENT_SCHEMA, MESSAGE_ID, REASON } from './acknowledgement-schema.js';
export {
  type Alongside,
  alongsideHeaders,
  alongsideIn,
  alongsideOf,
  alongsideSizes,
  MOST_ALONGSIDE,
} from './alongside.js';
export { ACKNOWLEDGEMENT_KIND, ANSWER_SCHEMA } from './answer-schema.js';
export { attachmentPath, attachmentsPath } from './attachment-path.js';
export { changedFields } from './changed-fields.js';
export { ConfigurationError, type ConfigurationFinding } from './configuration.js';
export {
  DESTINATION_STATUSES,
  type DestinationStatus,
  destinationStatus,
} from './destination-status.js';
export {
  asFailure,
  type Disposition,
  FAILURES,
  Failure,
  type FailureCode,
  type Finding,
} from './failure.js';
export { type HandEdit, handEditHeader, handEditOf } from './hand-edit.js';
export { HEADER_FACTS, type HeaderFacts } from './header-facts.js';
export { type JournalEvent, type PlannedMessage, RULE, type Stage } from './journal.js';
export type { Json, JsonObject } from './json.js';
export { AREA_KEY, AREA_LENGTHS, areaPrefixes, MUNICIPALITY_KEY, SERVICE_KEY } from './keys.js';
export {
  evolve,
  type Lifecycle,
  NEW_LIFECYCLE,
  SETTLED,
  SUBMISSION_STATUSES,
  type SubmissionStatus,
} from './lifecycle.js';
export {
  DEAD_LETTER_NAMESPACE,
  deadLetterName,
  MESSAGE_NAMESPACE,
  messageName,
} from './message-id.js';
export { versionOf } from './package-version.js';
export { type PurgeRequest, purgeRequestIn } from './purge-request.js';
export {
  type AnnouncedDocument,
  CASE_OUTCOMES,
  CASE_STATUSES,
  type CaseOutcome,
  type CaseStatus,
  clientDestination,
  type PostedReply,
  REPLY_LETTERS,
  type Reply,
  type ReplyKind,
  type StoredDocument,
} from './reply.js';
export { FILE_NUMBER, MOST_DOCUMENTS, REPLY_SCHEMA } from './reply-schema.js';
export { type ReplyView, replyView } from './reply-view.js';
export { JOURNAL_DAYS, RETENTION_DAYS, type Retention, retentionOf } from './retention.js';
export type { Authority, Route, Target } from './routing.js';
export {
  type AcceptedSubmission,
  type AnnouncedAttachment,
  type Authentication,
  completed,
  LEVELS_OF_ASSURANCE,
  type LevelOfAssurance,
  REPLIES_WANTED,
  type RepliesWanted,
  reaches,
  type StoredAttachment,
  SUBMISSION_KINDS,
  type Submission,
  type SubmissionKind,
} from './submission.js';
export { MOST_ATTACHMENTS, SUBMISSION_SCHEMA } from './submission-schema.js';
export {
  answeringDestination,
  answersTopic,
  HEADERS,
  isFromOutside,
  memberTopic,
  type OwnTopic,
  ownTopic,
  TOPICS,
  type TopicName,
  type TopicRetention,
  topicName,
  topicsOf,
} from './topics.js';
export {
  BREAKER,
  type BreakerPolicy,
  type DestinationConfig,
  type RetryPolicy,
  type TransportDescriptor,
  type TransportField,
} from './transport.js';
