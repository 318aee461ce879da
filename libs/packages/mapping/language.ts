import type { Path } from '#source-file';

/** The mapping language as it is once it has been read: where each element of a message comes from. */

export interface MapEntry {
  /** Steps of child elements; the last may be `@attribute`; `.` is the element's own text. */
  target: readonly string[];
  source: Source;
  /** Where it stands in the mapping file. */
  at: Path;
}

export type Source = { at: Path } & (
  | { kind: 'path'; path: string }
  | { kind: 'constant'; value: string }
  /** What came with the submission: `receivedAt`, `payment.amount`, ... */
  | { kind: 'submission'; path: string }
  /** What the landscape says: `authority.name`, `authority.keys.ags`, ... */
  | { kind: 'landscape'; path: string }
  /** What only a header needs: `id`, `type`, `author.name`, ... */
  | { kind: 'message'; path: string }
  | {
      kind: 'code';
      source: Source;
      list: string | undefined;
      translate: ReadonlyMap<string, string> | undefined;
      name: boolean;
    }
  | { kind: 'each'; path: string; inner: Source }
  | { kind: 'from'; path: string; inner: Source }
  | { kind: 'group'; entries: readonly MapEntry[] }
  | { kind: 'attachments'; purpose: string; inner: Source }
  | { kind: 'when'; condition: Condition; use: Source; otherwise: Source | undefined }
  | { kind: 'date'; source: Source }
  | { kind: 'expression'; text: string }
  /** What could not be read, and was reported. */
  | { kind: 'mistaken' }
  /** Several sources for an element that may repeat, one after the other. */
  | { kind: 'several'; sources: readonly Source[] }
);

export interface Condition {
  path: string;
  at: Path;
  test:
    | { kind: 'present'; present: boolean }
    | { kind: 'equals'; values: readonly (string | number | boolean)[] };
}
