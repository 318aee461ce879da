/** One setting of a transport. Drives validation, documentation and the console's form. */
export interface TransportField {
  name: string;
  kind: 'text' | 'path' | 'url' | 'number' | 'boolean' | 'choice';
  /** What a `choice` may be. */
  choices?: readonly string[];
  description: string;
  required?: boolean;
  /** What a `text` must look like, and the words for that. */
  form?: { pattern: RegExp; expected: string };
  /** Another setting without which this one means nothing. */
  needs?: string;
  /** The value is a reference (`env:NAME` or `file:path`) and is never shown. */
  secret?: boolean;
  unit?: string;
  minimum?: number;
  default?: string | number | boolean;
}

/** What a transport type needs to be configured. */
export interface TransportDescriptor {
  type: string;
  title: string;
  /** Settings of which at least one is needed. */
  oneOf?: readonly string[];
  fields: readonly TransportField[];
  /** What arrives is looked at by people too: a readable summary lies beside it unless the destination says otherwise. */
  forPeople?: boolean;
  /** The case system reads the topics itself, so that they must be where it can reach them. */
  readsTopics?: boolean;
}

/** How patient delivery is with a destination. Times in seconds. */
export interface RetryPolicy {
  initialInterval: number;
  maximumInterval: number;
  /** After this long without success the message becomes a dead letter. */
  giveUpAfter: number;
}

/** When delivery stops asking a destination that does not answer, and how soon it looks again. Times in seconds. */
export interface BreakerPolicy {
  /** Failed attempts in a row, over all messages. */
  failures: number;
  firstProbe: number;
  longestProbe: number;
}

export const BREAKER: BreakerPolicy = { failures: 5, firstProbe: 5, longestProbe: 300 };

/** A configured connection to one case system (Anbindung). */
export interface DestinationConfig {
  id: string;
  name: string;
  transport: string;
  /** Its messages have a topic of their own, `cluster.<id>.<destination>`, which others may not read. */
  ownTopic?: boolean;
  /**
   * What becomes of a message that the case system says is not its authority's: a person decides (`dead-letter`, where
   * absent), or it is forwarded to the authority that the case system names.
   */
  notResponsible?: 'forward' | 'dead-letter';
  /** Messages under way at the same time. */
  concurrency: number;
  /** Whether a readable summary of the submission (PDF) goes along as an attachment. */
  summary?: boolean;
  retry: RetryPolicy;
  /** `BREAKER` where absent. */
  breaker?: BreakerPolicy;
  settings: Record<string, string | number | boolean>;
}
