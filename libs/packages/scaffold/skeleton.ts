/** A mapping as far as a schema and the names of a form give it. */
export interface Skeleton {
  message: string;
  /** What the message is, as the schema documents it. */
  documentation: string;
  section: Section;
  codeLists: readonly CodeListNeed[];
}

/** The targets of one map: the demanded ones and, as comments, those that may be left out. */
export interface Section {
  targets: readonly Target[];
}

export interface Target {
  /** In the map that it stands in; steps of abstract types with the type in brackets. */
  path: string;
  /** From the root, without types. */
  fullPath: string;
  /** Whether it stands in the mapping; otherwise it is a comment. */
  active: boolean;
  /** Whether it has to be there as soon as what it stands in is there. */
  needed: boolean;
  minimum: number;
  maximum: number;
  documentation: string;
  /** What the schema takes, and what is to be known about it. */
  remarks: readonly string[];
  /** What is to be known of the elements around it that have no line of their own. */
  above: readonly string[];
  source: TargetSource;
}

export type TargetSource =
  /** Nothing is written: the line only tells of an optional element with elements inside. */
  | { kind: 'note' }
  | { kind: 'value'; from: From; as: ValueForm; each: boolean }
  | {
      kind: 'code';
      from: From;
      list: string | undefined;
      /** Values of the form that may have to be translated. */
      offers: readonly string[];
      each: boolean;
    }
  /** Once an item of a list; `single`: from one object of the form. */
  | { kind: 'group'; from: From; single: boolean; section: Section };

/** How a value is written, where not simply by its path. */
export type ValueForm =
  | { kind: 'plain' }
  | { kind: 'date' | 'dateTime' | 'time' }
  | { kind: 'number'; decimals: number | undefined };

/** Where a target is taken from: still open, perhaps with a guess, or from what its name fits. */
export type From =
  | { kind: 'todo'; needed: string; guess: string | undefined }
  /** `called`: what people call the field, where its name is no word. */
  | { kind: 'path'; path: string; called: string | undefined }
  | { kind: 'fact'; fact: 'submission' | 'landscape'; path: string };

/** A code list that the message takes codes of. */
export interface CodeListNeed {
  /** What the schema fixes, else what its documentation recommends; undefined where it says neither. */
  uri: string | undefined;
  fixed: boolean;
  version: string | undefined;
  /** The name that the mapping uses, where it has to name the list. */
  list: string | undefined;
  /** Targets, from the root. */
  targets: string[];
}
