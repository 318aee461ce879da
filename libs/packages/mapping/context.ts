import type { Path, SourceFile } from '#source-file';
import type { QName, SchemaSet, Write } from '#xoev';
import type { CodeLists } from '../code-lists.js';
import type { FormNode } from '../form-node.js';
import type { Scope } from './scope.js';

/** What the compilation of one mapping shares. */
export interface CompileContext {
  set: SchemaSet;
  lists: CodeLists;
  file: SourceFile<unknown>;
  messageType: string;
  /** Form schemas of the services that the mapping serves. */
  forms: readonly FormNode[];
  /** Names as they are written, with a prefix where they are qualified. */
  names: Names;
  /** JSONata texts in the order of their numbers. */
  expressions: { text: string; at: Path }[];
  /** Places in form schemas that the mapping uses. */
  used: Set<object>;
  /** For every target path: what it is taken from, to explain what the schema finds. */
  origins: Map<string, string>;
  /** Prefixes of directory keys that the mapping asks authorities for. */
  directoryPrefixes: Set<string>;
  /** Writers of what is the same in every document. */
  constants: WeakSet<Write<Scope>>;
}

/** Notes that a writer says the same in every document, and returns it. */
export function constant(writer: Write<Scope>, { constants }: CompileContext): Write<Scope> {
  constants.add(writer);
  return writer;
}

/** Where a compilation stands. */
export interface Place {
  /** Target path from the root, with `/`. */
  target: string;
  /** The form's places that relative paths begin at; `attachment` inside of attachments. */
  data: readonly FormNode[] | 'attachment';
  at: Path;
}

const WELL_KNOWN: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/XMLSchema-instance': 'xsi',
  'http://www.w3.org/XML/1998/namespace': 'xml',
};

/** Prefixes for the namespaces of a message: those of the standard where it has them. */
export class Names {
  readonly #prefixes = new Map<string, string>();

  constructor(private readonly set: SchemaSet) {}

  of(name: QName): string {
    return name.namespace === '' ? name.local : `${this.prefix(name.namespace)}:${name.local}`;
  }

  prefix(namespace: string): string {
    let prefix = this.#prefixes.get(namespace);
    if (prefix === undefined) {
      const taken = new Set(this.#prefixes.values());
      const own = WELL_KNOWN[namespace] ?? this.set.prefixOf(namespace);
      prefix = own !== undefined && !taken.has(own) ? own : `n${this.#prefixes.size + 1}`;
      this.#prefixes.set(namespace, prefix);
    }
    return prefix;
  }

  /** The declarations that the root element needs. */
  declarations(): [name: string, value: string][] {
    return [...this.#prefixes]
      .filter(([, prefix]) => prefix !== 'xml')
      .map(([namespace, prefix]) => [`xmlns:${prefix}`, namespace]);
  }
}
