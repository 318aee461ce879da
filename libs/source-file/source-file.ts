import { type Document, LineCounter, parseDocument } from 'yaml';
import type { ConfigurationFinding } from '#domain';
import { readInside } from './inside.js';
import { type Path, rangeOf } from './place.js';
import { type JsonSchema, violations } from './violations.js';

export type { Path } from './place.js';

/** Anchors may be reused, but not multiplied into a document that fills the memory. */
const MAXIMUM_ALIASES = 100;

/** What helps against the mistakes that are made most, where the parser's sentence does not say it. */
const YAML_ADVICE: Readonly<Record<string, string>> = {
  MULTILINE_IMPLICIT_KEY: 'a colon needs a blank after it',
  BLOCK_AS_IMPLICIT_KEY:
    'a value with a colon stands in quotes, an inner map in { } or on lines of its own',
  BAD_SCALAR_START: 'put it in quotes',
  BAD_INDENT: 'look at the blanks before it, and at the brackets above',
};

/** A configuration file whose values know the line they stand on. */
export class SourceFile<T> {
  readonly findings: ConfigurationFinding[] = [];
  /** What the file says. Only to be used while `usable`. */
  value = undefined as T;
  readonly #lines = new LineCounter();
  #document: Document.Parsed | undefined;

  constructor(
    /** Relative to the root that it was read from, with `/`. */
    readonly file: string,
    text: string,
    format: 'yaml' | 'json',
  ) {
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      ...(format === 'json' ? { schema: 'json' } : {}),
    });
    if (format === 'json') this.#readJson(text);
    else this.#readYaml(this.#document);
  }

  #readYaml(document: Document.Parsed): void {
    for (const { code, pos, message } of [...document.errors, ...document.warnings]) {
      const advice = YAML_ADVICE[code];
      this.#add(this.#lineAt(pos[0]), advice === undefined ? message : `${message}; ${advice}`);
    }
    if (this.findings.length > 0) return;
    try {
      this.value = document.toJS({ maxAliasCount: MAXIMUM_ALIASES }) as T;
    } catch (error) {
      this.#add(1, (error as Error).message);
    }
  }

  /** JSON is a part of YAML: where a document is none, its lines are known all the same. */
  #readJson(text: string): void {
    try {
      this.value = JSON.parse(text) as T;
    } catch (error) {
      const { message } = error as Error;
      const [, why, position] = /^(.*?)(?: in JSON)? at position (\d+)/.exec(message) ?? [];
      const place = Number(position ?? this.#document?.errors[0]?.pos[0] ?? text.length);
      // Without a position the parser quotes the text instead.
      this.#add(this.#lineAt(place), why === undefined ? 'This is not JSON' : `No JSON: ${why}`);
    }
  }

  #lineAt(offset: number): number {
    return this.#lines.linePos(offset).line || 1;
  }

  /** Whether the file could be read and fits its schema. */
  get usable(): boolean {
    return !this.findings.some((finding) => finding.severity === 'error');
  }

  /** The line (from 1) of a key or list item; of the nearest one above it that exists otherwise. */
  lineOf(path: Path): number {
    const offset = this.#document === undefined ? 0 : rangeOf(this.#document, path);
    return this.#lineAt(offset);
  }

  /** Notes a mistake at a path and returns it; the same one is noted once. */
  report(
    path: Path,
    message: string,
    severity: ConfigurationFinding['severity'] = 'error',
  ): ConfigurationFinding {
    return this.#add(this.lineOf(path), message, severity);
  }

  #add(
    line: number,
    message: string,
    severity: ConfigurationFinding['severity'] = 'error',
  ): ConfigurationFinding {
    const finding = { file: this.file, line, message, severity };
    const known = this.findings.find((one) => one.line === line && one.message === message);
    if (known !== undefined) return known;
    this.findings.push(finding);
    return finding;
  }
}

/**
 * Reads a YAML file below `root` and checks it with a JSON schema (draft 2020-12). Whatever is wrong stands in
 * `findings`; nothing is thrown, a missing file included. Merge keys are not known, a key may not stand twice.
 */
export function readYaml<T>(
  root: string,
  file: string,
  schema?: JsonSchema,
): Promise<SourceFile<T>> {
  return read<T>(root, file, 'yaml', schema);
}

/** As `readYaml`, for JSON. */
export function readJson<T>(
  root: string,
  file: string,
  schema?: JsonSchema,
): Promise<SourceFile<T>> {
  return read<T>(root, file, 'json', schema);
}

async function read<T>(
  root: string,
  file: string,
  format: 'yaml' | 'json',
  schema: JsonSchema | undefined,
): Promise<SourceFile<T>> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readInside(root, file));
  } catch (error) {
    const unreadable = new SourceFile<T>(file, 'null', 'json');
    unreadable.report(
      [],
      error instanceof TypeError ? 'The file is not UTF-8' : (error as Error).message,
    );
    return unreadable;
  }
  const source = new SourceFile<T>(file, text, format);
  if (schema !== undefined && source.usable) {
    for (const { path, message } of violations(schema, source.value)) source.report(path, message);
  }
  return source;
}
