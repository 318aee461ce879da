import { nearest, type SourceFile } from '#source-file';
import {
  type DataType,
  type ElementDeclaration,
  messageRoots,
  type SchemaSet,
  type Write,
} from '#xoev';
import type { CodeLists } from '../code-lists.js';
import type { FormNode } from '../forms/form-node.js';
import type { CodeMeanings } from './codes/code-meanings.js';
import { type Asked, type CompileContext, Names, type TakenAttachments } from './context.js';
import { rootElement } from './elements/elements.js';
import { type TargetTree, targetTree } from './elements/target-tree.js';
import { type HeaderSource, headerContent } from './header/header.js';
import { typeCodeOf } from './header/type-code.js';
import type { Fragments } from './language/fragments.js';
import { joined, MapParser } from './language/parse.js';
import type { Scope } from './scope.js';
import type { MessageKind } from './values/facts.js';

export interface MappingSource {
  file: SourceFile<{ message: string; typeCode?: string; map: unknown }>;
  fragments: Fragments;
  set: SchemaSet;
  lists: CodeLists;
  forms: readonly FormNode[];
  header: HeaderSource;
  standard: MessageKind['standard'];
  readerKeys: readonly string[];
  /** What a text without a DIN 91379 type of its own may hold. */
  characters: DataType;
  /** Fields that a rule of the package demands. */
  demanded: ReadonlySet<string>;
  meanings: CodeMeanings;
  attachments: TakenAttachments;
}

/** A mapping, compiled once. Mistakes stand in the findings of its files. */
export interface CompiledMapping {
  kind: MessageKind;
  root: ElementDeclaration;
  write: Write<Scope>;
  /** All that is mapped, the header included. */
  tree: TargetTree;
  /** Target paths that the header fills. */
  header: readonly string[];
  expressions: CompileContext['expressions'];
  /** Purposes of the attachments whose content the message embeds. */
  embedded: ReadonlySet<string>;
  used: ReadonlySet<object>;
  /** What each target path is taken from, for people. */
  origins: ReadonlyMap<string, readonly string[]>;
  directoryPrefixes: ReadonlySet<string>;
  /** What it takes from the landscape. */
  asks: ReadonlySet<Asked>;
}

/** Undefined where the mapping cannot be compiled at all. */
export function compileMapping(source: MappingSource): CompiledMapping | undefined {
  const { file, fragments, set, lists, forms } = source;
  const { message, typeCode, map } = file.value;
  const root = set.globalElements().find(({ name }) => name.local === message);
  if (root === undefined) {
    const meant = nearest(
      message,
      messageRoots(set).messages.map(({ name }) => name.local),
    );
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    file.report(['message'], `The schema has no message ${message}${hint}`);
    return undefined;
  }
  const messageType = typeCodeOf(root, typeCode, lists, set);
  const context: CompileContext = {
    set,
    lists,
    file,
    forms,
    messageType: message,
    characters: source.characters,
    names: new Names(set),
    expressions: [],
    used: new Set(),
    demanded: source.demanded,
    meanings: source.meanings,
    attachments: source.attachments,
    origins: new Map(),
    directoryPrefixes: new Set(),
    embedded: new Set(),
    asks: new Set(),
    constants: new WeakSet(),
    trees: new WeakMap(),
  };
  context.names.of(root.name);
  const own = new MapParser(file, fragments).map(map, ['map']);
  const facts = { standard: source.standard, messageType };
  const header = headerContent(source.header, root, facts, set);
  const content = joined([header], own, file, ['map']);
  const tree = targetTree(content);
  const write = rootElement(
    root,
    tree,
    { target: '', data: forms, origin: '', assumed: new Set(), mandatory: true, at: ['map'] },
    context,
  );
  const { expressions, embedded, used, origins, directoryPrefixes, asks } = context;
  const kind: MessageKind = {
    type: message,
    typeCode: messageType.code,
    standard: source.standard,
    readerKeys: source.readerKeys,
  };
  return {
    ...{ kind, root, write, tree, expressions, embedded, used, origins, directoryPrefixes, asks },
    header: content.entries
      .filter((entry) => header.entries.includes(entry))
      .map(({ target }) => target.join('/')),
  };
}
