import type { Path, SourceFile } from '#source-file';
import type { DataType, QName, SchemaSet, Write } from '#xoev';
import type { CodeLists } from '../code-lists.js';
import type { FormNode } from '../forms/form-node.js';
import type { CodeMeanings } from './codes/code-meanings.js';
import { type TargetTree, targetTree } from './elements/target-tree.js';
import type { MapContent } from './language/language.js';
import type { Scope } from './scope.js';

/** What the services that a mapping serves take as attachments. */
export interface TakenAttachments {
  /** Whether each of them demands one of a purpose, or of any for `all`. */
  demanded(purpose: string): boolean;
  /** How many there may be, in the service that takes most. */
  most: number;
}

/** What the compilation of one mapping shares. */
export interface CompileContext {
  set: SchemaSet;
  lists: CodeLists;
  /** The file that holds what is being compiled: a fragment has one of its own. */
  file: SourceFile<unknown>;
  messageType: string;
  /** What a text without a DIN 91379 type of its own may hold. */
  characters: DataType;
  /** Form schemas of the services that the mapping serves. */
  forms: readonly FormNode[];
  /** Names as they are written, with a prefix where they are qualified. */
  names: Names;
  /** JSONata texts in the order of their numbers. */
  expressions: { text: string; at: Path; file: string }[];
  /** Places in form schemas that the mapping uses. */
  used: Set<object>;
  /** Fields that a rule of the package demands, named from the root of the form. */
  demanded: ReadonlySet<string>;
  /** What the codes of the forms stand for: noted for people. */
  meanings: CodeMeanings;
  attachments: TakenAttachments;
  /** For every target path: what it is taken from, to explain what the schema finds. */
  origins: Map<string, string[]>;
  /** Prefixes of directory keys that the mapping asks authorities for. */
  directoryPrefixes: Set<string>;
  /** What the mapping takes from the landscape. */
  asks: Set<Asked>;
  /** Purposes of attachments whose content the message embeds; `all` for every one. */
  embedded: Set<string>;
  /** Writers of what is the same in every document. */
  constants: WeakSet<Write<Scope>>;
  /** Trees of the maps that were read, made once. */
  trees: WeakMap<MapContent, TargetTree>;
}

/** What a message cannot do without once its mapping asks for it, and only a landscape can give. */
export type Asked = 'reader.key' | 'author.contact' | 'author.address';

/** The same compilation in another file. */
export function inFile(context: CompileContext, file: SourceFile<unknown>): CompileContext {
  return file === context.file ? context : { ...context, file };
}

/** The tree of a map. */
export function treeOf(content: MapContent, { trees }: CompileContext): TargetTree {
  let tree = trees.get(content);
  if (tree === undefined) {
    tree = targetTree(content);
    trees.set(content, tree);
  }
  return tree;
}

/** Notes what a target is taken from. */
export function noteOrigin(place: Place, origin: string, { origins }: CompileContext): void {
  const known = origins.get(place.target);
  if (known === undefined) origins.set(place.target, [origin]);
  else if (!known.includes(origin)) known.push(origin);
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
  /** The purpose of the attachments that it is inside of; `all` for every one. */
  purpose?: string;
  /** The same as a name from the root of the form, e.g. `personen[]`; empty for the root. */
  origin: string;
  /** Optional fields and facts that are known to be there, as a condition or a path before says so. */
  assumed: ReadonlySet<string>;
  /** Whether the element has to stand in every message. */
  mandatory: boolean;
  at: Path;
  /** The `choose` of which no alternative applies here: what is missing then is told there. */
  open?: { at: Path; file: SourceFile<unknown> } | undefined;
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
      let number = this.#prefixes.size + 1;
      while (taken.has(`n${number}`)) number += 1;
      prefix = own !== undefined && !taken.has(own) ? own : `n${number}`;
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
