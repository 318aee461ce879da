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

/** Something that a step remembers about a key of its topic, under a name. */
export interface Remembered {
  key: string;
  name: string;
  headers: Record<string, string>;
}

/** What a step remembers, as it was before the batch in hand. */
export interface Memory {
  /** What is remembered about these keys; of one key in the order of the names. */
  about(keys: readonly string[]): Promise<readonly Remembered[]>;
  /** The bytes of an entry, which may be large and are read only when asked for. */
  value(entry: Remembered): Promise<Uint8Array>;
}

/** Remembers something in place of what had the name, or forgets it: `content` is null. */
export interface MemoryChange {
  key: string;
  name: string;
  content: { headers: Record<string, string>; value: Uint8Array } | null;
}

/** What a pure step made of a batch: all of it commits together with the step's progress, or none of it does. */
export interface PureResult {
  events?: readonly NewEvent[];
  memory?: readonly MemoryChange[];
}

/**
 * What a step with tables made of a batch. `events` and what `write` does commit together with the step's progress,
 * or none of them does. `write` is a unit of work of the store: it awaits nothing but SQL; what it returns is
 * appended too.
 */
export interface StepResult {
  events?: readonly NewEvent[];
  write?(tx: Tx): Promise<readonly NewEvent[] | undefined>;
}

/** A step that consumes a topic, or all members of a family, in batches that keep the order per key. */
interface AnyStep {
  /** Names the progress; never reused for another step. */
  name: string;
  /** An entry of the topic map: `submissions`, `cluster` (all its members), ... */
  topic: string;
}

/** A step from topics to topics. Its state is what it remembers in the topic `memory`. */
export interface PureStep extends AnyStep {
  memory: string;
  handle(batch: readonly StoredEvent[], memory: Memory): Promise<PureResult | undefined>;
}

/** A step whose state is in tables of the store. */
export interface TableStep extends AnyStep {
  memory?: undefined;
  handle(batch: readonly StoredEvent[]): Promise<StepResult | undefined>;
}

export type Step = PureStep | TableStep;

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
  /** How many records a step has not handled yet; where there are many, rather too many than too few. */
  lag(step: Pick<Step, 'name' | 'topic'>): Promise<number>;
  /**
   * Deletes some of the records that are older than they may become and that every step has handled; 0 where there are
   * none. Where Kafka is the log it deletes them itself, by the settings of its topics.
   */
  forget(limits: ForgetLimits): Promise<number>;
  close(): Promise<void>;
}

/** Records from before these moments may go, in milliseconds since 1970. */
export interface ForgetLimits {
  now: number;
  /** Of topics that hold data of applications. */
  payloadBefore: number;
  /** Of topics that hold none. */
  journalBefore: number;
}
