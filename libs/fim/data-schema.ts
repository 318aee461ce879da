/** A data schema (Stammdatenschema) of FIM, read from XDatenfelder. Texts are in German, as the file has them. */
export interface DataSchema {
  /** `S` and 11 digits; 8 in version 2. */
  id: string;
  /** Absent for a working copy. */
  version: string | undefined;
  /** The generation of XDatenfelder. */
  standard: 2 | 3;
  name: string;
  /** What people read above the form; the name where the file has none. */
  label: string;
  documentation: string | undefined;
  /** The legal grounds, such as `§ 7 HAG vom 23.10.2024`. */
  references: readonly string[];
  /** Who released it. */
  issuer: string | undefined;
  /** The Leistungsschlüssel that its texts name: usually none or one. */
  services: readonly string[];
  elements: readonly DataElement[];
  rules: readonly DataRule[];
  /** What the reader could not make sense of. */
  remarks: readonly Remark[];
}

export type DataElement = DataField | DataGroup;

interface Element {
  /** `F` or `G` and 11 digits; 8 in version 2. The same element may stand in several groups. */
  id: string;
  version: string | undefined;
  name: string;
  /** What people read beside the field; the name where the file has none. */
  label: string;
  /** How often it stands in its group; without `maximum` without limit. */
  minimum: number;
  maximum: number | undefined;
  /** The help for who fills in the form. */
  help: string | undefined;
  /** What the element means. */
  definition: string | undefined;
  references: readonly string[];
  rules: readonly DataRule[];
  /** Where it stands in the file, from 1. */
  line: number;
}

export interface DataGroup extends Element {
  kind: 'group';
  /** Of a group of alternatives exactly one child is filled in. */
  alternatives: boolean;
  elements: readonly DataElement[];
}

export interface DataField extends Element {
  kind: 'field';
  /** Feldart. */
  input: Input;
  /** Datentyp. */
  dataType: DataType;
  limits: Limits;
  /** Inhalt: the value that stands there from the beginning; of a label, its text. */
  content: string | undefined;
  /** What a select field offers, where the file says it itself. */
  values: readonly DataValue[];
  /** Where else the values of a select field stand. */
  codeList: CodeListReference | undefined;
  /** Of a file; empty where any is taken. */
  mediaTypes: readonly string[];
  /** Of a file, in bytes. */
  maximumSize: number | undefined;
}

export const INPUTS = ['input', 'select', 'label', 'hidden', 'locked'] as const;
export type Input = (typeof INPUTS)[number];

export const DATA_TYPES = [
  'text',
  'text_latin',
  'date',
  'time',
  'datetime',
  'bool',
  'num',
  'num_int',
  'num_currency',
  'file',
  'obj',
] as const;
export type DataType = (typeof DATA_TYPES)[number];

/** Präzisierung, as the file gives it. */
export interface Limits {
  minLength?: number;
  maxLength?: number;
  minValue?: string;
  maxValue?: string;
  pattern?: string;
}

export interface DataValue {
  code: string;
  name: string;
  help: string | undefined;
}

export interface CodeListReference {
  uri: string;
  version: string | undefined;
  /** Names the version too, where the file fixes one. */
  versionUri: string | undefined;
  /** The column of the codes, where it is not the list's recommended key. */
  codeColumn: string | undefined;
}

export interface DataRule {
  id: string;
  version: string | undefined;
  name: string;
  /** The rule in words, else what describes it. */
  text: string;
  /** The rule as a program, where the file has one. */
  script: string | undefined;
  /** The elements that it names. */
  elements: readonly string[];
  line: number;
}

/** `error`: something of the data schema is lost. `warning`: something is left to do. */
export interface Remark {
  line: number;
  severity: 'error' | 'warning';
  message: string;
}

/** Whether a submission can hold something for the element: labels and static objects are only shown. */
export function holdsData(element: DataElement): boolean {
  if (element.maximum === 0) return false;
  if (element.kind === 'group' || element.input === 'select') return true;
  return element.input !== 'label' && element.dataType !== 'obj';
}
