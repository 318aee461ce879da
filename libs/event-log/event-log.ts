import type { Tx } from '#store';

/** A record to append. `topic` is a name of the topic map, or a member of one of its families. */
export interface NewEvent {
  topic: string;
  /** Events of one key keep their order. */
  key: string;
  value: Uint8Array;
  headers: Record<string, string>;
}

/** A record as it stands in its topic. `at` is in milliseconds since 1970. */
export interface StoredEvent extends NewEvent {
  partition: number;
  offset: bigint;
  at: number;
}

/**
 * What a step made of a batch. `events` and what `write` does commit together with the step's progress, or none
 * of them does. `write` is a unit of work of the store: it awaits nothing but SQL; what it returns is appended too.
 */
export interface StepResult {
  events?: readonly NewEvent[];
  write?(tx: Tx): Promise<readonly NewEvent[] | undefined>;
}

/** A step that consumes a topic, or all members of a family, in batches that keep the order per key. */
export interface Step {
  /** Names the progress; never reused for another step. */
  name: string;
  /** An entry of the topic map: `submissions`, `cluster` (all its members), ... */
  topic: string;
  handle(batch: readonly StoredEvent[]): Promise<StepResult | undefined>;
}

/** A step under way. */
export interface RunningStep {
  /** Ends after the batch in hand. */
  stop(): Promise<void>;
}

/** Where a reading begins and ends: offsets, `from` included, `to` not. */
export interface Range {
  from: bigint;
  to?: bigint;
}

/**
 * The record of what happened, in topics. A batch that cannot be handled is tried again with a growing pause while
 * its failure says that this helps; a record that can never be handled goes to `dead-letters.internal`, and the
 * rest flows on.
 */
export interface EventLog {
  /** Appends inside the caller's unit of work: the state change and its events commit together or not at all. */
  append(tx: Tx, events: readonly NewEvent[]): Promise<void>;
  process(step: Step): RunningStep;
  /** For browsing, replay and rebuilding: the records of a topic or a family, in order. */
  read(topic: string, range: Range): AsyncIterable<StoredEvent>;
  /** How many records a step has not handled yet. */
  lag(step: Pick<Step, 'name' | 'topic'>): Promise<number>;
  close(): Promise<void>;
}
