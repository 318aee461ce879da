import type { SourceFile } from '#source-file';
import { type ElementDeclaration, type SchemaSet, type Write } from '#xoev';
import type { CodeLists } from '../code-lists.js';
import type { FormNode } from '../form-node.js';
import { type CompileContext, Names } from './context.js';
import { ElementCompiler } from './elements.js';
import { type HeaderFacts, type HeaderProfile, headerEntries } from './header-profiles.js';
import type { MapEntry } from './language.js';
import { parseEntries } from './parse.js';
import type { Scope } from './scope.js';
import { targetTree } from './target-tree.js';

export interface MappingSource {
  file: SourceFile<{ message: string; map: unknown }>;
  set: SchemaSet;
  lists: CodeLists;
  forms: readonly FormNode[];
  header: HeaderProfile;
  standard: HeaderFacts['standard'];
  readerKeys: readonly string[];
}

/** A mapping, compiled once. Mistakes stand in the findings of its file. */
export interface CompiledMapping {
  messageType: string;
  write: Write<Scope>;
  expressions: CompileContext['expressions'];
  used: ReadonlySet<object>;
  origins: ReadonlyMap<string, string>;
  directoryPrefixes: ReadonlySet<string>;
}

/** Undefined where the mapping cannot be compiled at all. */
export function compileMapping(source: MappingSource): CompiledMapping | undefined {
  const { file, set, lists, forms } = source;
  const { message, map } = file.value;
  const root = set.globalElements().find(({ name }) => name.local === message);
  if (root === undefined) {
    file.report(['message'], `The schema has no message ${message}`);
    return undefined;
  }
  const context: CompileContext = {
    set,
    lists,
    file,
    forms,
    messageType: message,
    names: new Names(set),
    expressions: [],
    used: new Set(),
    origins: new Map(),
    directoryPrefixes: new Set(),
    constants: new WeakSet(),
  };
  context.names.of(root.name);
  const own = parseEntries(file, map, ['map']);
  const entries = [...withoutOverridden(header(root, source), own), ...own];
  const tree = targetTree(entries, file, ['map']);
  const write = new ElementCompiler(context).root(root, tree, {
    target: '',
    data: forms,
    at: ['map'],
  });
  const { expressions, used, origins, directoryPrefixes } = context;
  return { messageType: message, write, expressions, used, origins, directoryPrefixes };
}

function header(root: ElementDeclaration, source: MappingSource): MapEntry[] {
  const { type } = root;
  if (type.kind !== 'complex') return [];
  return headerEntries(
    source.header,
    type.attributes.map(({ name }) => name.local),
    {
      standard: source.standard,
      readerKeys: source.readerKeys,
      messageType: source.lists.messageType(root.name.local),
    },
  );
}

/** What the mapping itself says wins over the profile. */
function withoutOverridden(profile: readonly MapEntry[], own: readonly MapEntry[]): MapEntry[] {
  const targets = own.map(({ target }) => target.join('/'));
  return profile.filter(({ target }) => {
    const path = target.join('/');
    return !targets.some((given) => given === path || given.startsWith(`${path}/`));
  });
}
