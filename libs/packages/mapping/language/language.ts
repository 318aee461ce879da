import type { Path, SourceFile } from '#source-file';

/** The mapping language as it is once it has been read: where each element of a message comes from. */

export interface MapEntry {
  /** Steps of child elements; the last may be `@attribute`; `.` is the element's own text. */
  target: readonly string[];
  source: Source;
  /** Where it stands, and in which file: a fragment has one of its own. */
  at: Path;
  file: SourceFile<unknown>;
}

/** What a map says. */
export interface MapContent {
  entries: readonly MapEntry[];
  /** Groups of elements that the schema lets stand several times, filled once an item. */
  repeats: readonly Repeat[];
  /** More of the same map, by the first condition that applies. */
  choose: Choose | undefined;
}

export interface Repeat {
  path: string;
  content: MapContent;
  at: Path;
  file: SourceFile<unknown>;
}

export interface Choose {
  alternatives: readonly Alternative<MapContent>[];
  at: Path;
  file: SourceFile<unknown>;
}

/** Applies where no earlier one does and its condition holds; without condition always. */
export interface Alternative<T> {
  condition: Condition | undefined;
  use: T;
  at: Path;
}

export type Source = { at: Path } & (
  | { kind: 'path'; path: string }
  | { kind: 'constant'; value: string }
  | { kind: FactKind; path: string }
  | {
      kind: 'code';
      source: Source;
      list: string | undefined;
      /** Id of the column of the list that holds the codes, where it is not the recommended key. */
      key?: string | undefined;
      translate: ReadonlyMap<string, string> | undefined;
      name: boolean;
    }
  | { kind: 'each'; path: string; inner: Source }
  | { kind: 'from'; path: string; inner: Source }
  | { kind: 'group'; content: MapContent }
  | { kind: 'attachments'; purpose: string; inner: Source }
  | { kind: 'choose'; alternatives: readonly Alternative<Source>[] }
  | { kind: 'date' | 'dateTime' | 'time'; source: Source; reads: string | undefined; zone: string }
  | {
      kind: 'number';
      source: Source;
      /** Digits after the point; as many as there are where undefined. */
      decimals: number | undefined;
      /** Powers of ten by which the point moves to the right. */
      scale: number;
      german: boolean;
    }
  /** The element says with xsi:nil that it has no value. */
  | { kind: 'orNil'; source: Source }
  | { kind: 'expression'; text: string }
  /** What a person still has to say, and what is known already of the element. */
  | { kind: 'todo'; needed: string; inner: Source | undefined }
  /** What could not be read, and was reported. */
  | { kind: 'mistaken' }
  /** Several sources for an element that may repeat, one after the other. */
  | { kind: 'several'; sources: readonly Source[] }
);

/**
 * What is known beside the form data: `submission` what came with it (`receivedAt`, `payment.amount`), `landscape`
 * who is responsible (`authority.keys.ags`), `message` what the message is (`id`, `author.key`), `setting` what the
 * installation is set to (`product.name`).
 */
export const FACT_KINDS = ['submission', 'landscape', 'message', 'setting'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** What a condition looks at. */
export type Subject = { kind: 'path' | FactKind; path: string };

export type Condition = { at: Path } & (
  | { kind: 'present'; subject: Subject; present: boolean }
  | { kind: 'equals'; subject: Subject; values: readonly (string | number | boolean)[] }
  | { kind: 'all' | 'any'; conditions: readonly Condition[] }
  | { kind: 'not'; condition: Condition }
);
