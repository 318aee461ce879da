/** One setting of a transport. Drives validation, documentation and the console's form. */
export interface TransportField {
  name: string;
  kind: 'text' | 'path' | 'url' | 'number' | 'boolean' | 'choice';
  /** What a `choice` may be. */
  choices?: readonly string[];
  description: string;
  required?: boolean;
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
  fields: readonly TransportField[];
}

/** How patient delivery is with a destination. Times in seconds. */
export interface RetryPolicy {
  initialInterval: number;
  maximumInterval: number;
  /** After this long without success the message becomes a dead letter. */
  giveUpAfter: number;
}

/** A configured connection to one case system (Anbindung). */
export interface DestinationConfig {
  id: string;
  name: string;
  transport: string;
  /** Its messages have a topic of their own, `cluster.<id>.<destination>`, which others may not read. */
  ownTopic?: boolean;
  /** Messages under way at the same time. */
  concurrency: number;
  retry: RetryPolicy;
  settings: Record<string, string | number | boolean>;
}
