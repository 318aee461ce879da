export { EmbeddedEventLog } from './embedded/embedded-event-log.js';
export { EmbeddedRemains, type RememberedRecord } from './embedded/remains.js';
export type {
  EventLog,
  ForgetLimits,
  Memory,
  MemoryChange,
  NewEvent,
  PureResult,
  PureStep,
  Range,
  Remembered,
  RunningStep,
  Step,
  StepResult,
  StoredEvent,
} from './event-log.js';
export { type BatchWithMemory, EventLogServer } from './event-log-server.js';
export { asyncApi } from './kafka/async-api.js';
export { appendCarried, type CarriedRecord } from './kafka/carry/append-carried.js';
export { FreshTopics } from './kafka/carry/fresh-topics.js';
export { KafkaEventLog } from './kafka/kafka-event-log.js';
export type { KafkaObserver } from './kafka/kafka-observer.js';
export type { KafkaLog, KafkaOptions } from './kafka/kafka-options.js';
export { type AdoptedOutbox, adoptOutbox } from './kafka/outbox/adopt-outbox.js';
export { OUTBOX_MIGRATIONS } from './kafka/outbox/migrations.js';
export { POSITION_MIGRATIONS } from './kafka/steps/positions.js';
export { type AppliedTopics, applyTopics } from './kafka/topics/apply-topics.js';
export { checkTopics, topicDifferences } from './kafka/topics/check-topics.js';
export type { TopicDifference } from './kafka/topics/compare-topics.js';
export { type PlannedTopic, POSITIONS_TOPIC, planTopics } from './kafka/topics/plan-topics.js';
export { RecordsLeft } from './kafka/topics/records-left.js';
export type { TopicOptions } from './kafka/topics/topic-options.js';
export { StepHandler } from './step-handler.js';
export type { StepObserver } from './step-runner.js';
