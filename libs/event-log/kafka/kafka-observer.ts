import type { StepObserver } from '../step-runner.js';

/** What the event log on Kafka tells about its work; never a value of an application. */
export interface KafkaObserver extends StepObserver {
  /** The step has ended for good without being told to; a process that goes on would be a zombie. */
  crashed(step: string, cause: unknown): void;
  /** What stands in the outbox could not be sent; it is tried again. */
  relayFails(attempt: number, cause: unknown): void;
  /** Sending works again. */
  relayWorks(): void;
}
