import type { LevelOfAssurance } from '#domain';
import type { AttachmentLimits } from '../definitions.js';
import type { FactKind } from '../mapping/language/language.js';

/** What a package does with an application, for the people of the department. Sentences are German. */
export interface PackageDocumentation {
  id: string;
  version: string;
  title: string;
  cluster: string;
  standard: { name: string; version: string };
  /** The content is a demonstration, not fit for real use. */
  demonstration: boolean;
  /** The day from which this version is in force, `2027-05-01`; undefined for always. */
  validFrom: string | undefined;
  /** SHA-256 in hex over the files that a message depends on. */
  fingerprint: string;
  /** Bytes of attachments that a message may embed, all together. */
  embeddedLimit: number;
  services: readonly ServiceDocumentation[];
  codeLists: readonly CodeListDocumentation[];
}

export interface ServiceDocumentation {
  /** Leistungsschlüssel. */
  key: string;
  name: string;
  /** Where the key was looked up. */
  source: string;
  levelOfAssurance: LevelOfAssurance | undefined;
  attachments: AttachmentLimits | undefined;
  messages: readonly MessageDocumentation[];
  /** Fields that end in no message, and why. */
  leftOut: readonly { field: FieldDocumentation; reasons: readonly string[] }[];
  rules: readonly RuleDocumentation[];
  examples: readonly string[];
}

export interface MessageDocumentation {
  /** Local name of the root element. */
  type: string;
  documentation: string;
  /** Fields in the order of the form, each with the elements that it goes into. */
  fields: readonly { field: FieldDocumentation; fillings: readonly Filling[] }[];
  /** Elements that are filled from something else than a field. */
  elsewhere: readonly Filling[];
  /** Fields of the form that are not in this message but in another of the service. */
  inOthers: readonly FieldDocumentation[];
  /** Elements and attributes that the standard offers beside those that are filled. */
  unfilled: readonly ElementDocumentation[];
}

/** A field of the form, or a group of fields as far as something is said about it. */
export interface FieldDocumentation {
  /** Names from the root of the form, `personen.name`; lists are not marked. */
  path: string;
  title: string;
  /** Titles of the groups around it, the outermost first. */
  groups: readonly string[];
  description: string | undefined;
  /** What may be said there, e.g. `Text, höchstens 200 Zeichen`. */
  kind: string;
  /** The values to choose from, where the form lists them. */
  choices: readonly string[];
  /** Whether it has to be filled in, e.g. `Pflicht je Eintrag von „Personen“`. */
  obligation: string;
}

export interface ElementDocumentation {
  /** Names of elements joined by `/`, below the root; the last may be `@attribute`. */
  path: string;
  /** From the schema; empty where it says nothing. */
  documentation: string;
}

/** An element that the mapping fills, with everything that decides what stands there. */
export interface Filling extends ElementDocumentation {
  origin: Origin;
  /** Whether the header of the message fills it, and not the mapping. */
  header: boolean;
  /** All have to hold; otherwise the element is left out, or filled by another entry. */
  conditions: readonly string[];
  /** Titles of the lists of which each entry gives an element, the outermost first. */
  each: readonly string[];
  /** What is done to the value; nothing where it is taken as it is. */
  changes: readonly string[];
  code: CodeDocumentation | undefined;
}

export type Origin =
  | { kind: 'field'; field: string }
  | { kind: 'attachment'; property: string; purpose: string }
  | { kind: FactKind; path: string }
  | { kind: 'constant'; value: string }
  /** The schema itself fixes the value. */
  | { kind: 'fixed'; value: string }
  | { kind: 'expression'; text: string; fields: readonly string[] };

export interface CodeDocumentation {
  /** Id of the list in the package; undefined where the schema itself lists the codes or leaves them open. */
  list: string | undefined;
  /** Title of the column of the list that holds the codes, where it is not the usual one. */
  column: string | undefined;
  /** Whether the name of the code stands beside it in the message. */
  named: boolean;
  /** Whether the values of the form are translated, or are the codes themselves. */
  translated: boolean;
  entries: readonly { value: string; code: string; name: string | undefined }[];
}

export interface CodeListDocumentation {
  /** The file name without its extension, `rechtsform_1`. */
  id: string;
  /** The long name where the list has one, else the short one. */
  name: string;
  version: string;
  uri: string;
  validFrom: string | undefined;
  /** Whether a mapping takes codes from it. */
  used: boolean;
  /** `valid` says when, where the list has dates for its entries. */
  codes: readonly { code: string; name: string | undefined; valid: string | undefined }[];
}

export interface RuleDocumentation {
  /** From 1 on, in the order of the package. */
  number: number;
  /** Message types that it looks at; undefined where it looks at the form. */
  messages: readonly string[] | 'all' | undefined;
  when: string;
  demands: string;
  /** The sentence for the person who applies. */
  sentence: string;
  /** Paths of the form fields that it looks at. */
  fields: readonly string[];
}
