export { EmbeddedEventLog } from './embedded/embedded-event-log.js';
export type {
  EventLog,
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
export { RethrowingFilter } from './rethrowing-filter.js';
export type { StepObserver } from './step-runner.js';
