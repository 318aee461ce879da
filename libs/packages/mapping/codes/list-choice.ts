import { nearest } from '#source-file';
import type { CodeList, CodeType } from '#xoev';
import type { CompileContext, Place } from '../context.js';
import type { Source } from '../language/language.js';

type CodeSource = Source & { kind: 'code' };

/** Sources whose values the package and the landscape name, not the sender. */
const OURS: readonly Source['kind'][] = ['constant', 'message', 'landscape'];

/** The list by the mapping's name for it, else by what the schema fixes or presumes. */
export function listFor(
  source: CodeSource,
  type: CodeType | undefined,
  place: Place,
  context: CompileContext,
): CodeList | undefined {
  const candidates =
    source.list === undefined
      ? listsOfSchema(source, type, place, context)
      : listsOfMapping(source, source.list, type, place, context);
  const list = versioned(candidates, source, type, place, context);
  return list === undefined || source.key === undefined
    ? list
    : keyed(list, source, source.key, context);
}

function keyed(
  list: CodeList,
  source: CodeSource,
  key: string,
  { file }: CompileContext,
): CodeList {
  const view = list.byKey(key);
  if (view !== undefined) return view;
  const columns = list.columns.map(({ id }) => id);
  const meant = nearest(key, columns);
  const hint = meant === undefined ? `it has ${columns.join(', ')}` : `did you mean ${meant}?`;
  file.report([...source.at, 'key'], `The list ${list.name} has no column ${key}; ${hint}`);
  return list;
}

function listsOfMapping(
  source: CodeSource,
  name: string,
  type: CodeType | undefined,
  place: Place,
  { lists, file }: CompileContext,
): CodeList[] {
  const candidates = lists.named(name);
  const at = [...source.at, 'list'];
  if (candidates.length === 0) {
    const meant = nearest(name, lists.ids());
    const hint = meant === undefined ? 'add it to its codeLists' : `did you mean ${meant}?`;
    file.report(at, `The package has no list ${name}; ${hint}`);
    return [];
  }
  const fixed = type?.listUri?.fixed;
  if (fixed === undefined) return candidates;
  const fitting = candidates.filter((list) => list.uri === fixed);
  if (fitting.length > 0) return fitting;
  const { uri } = candidates[0]!;
  file.report(at, `${place.target} takes codes of ${fixed}; the list ${name} is ${uri}`);
  return candidates.slice(0, 1);
}

function listsOfSchema(
  source: CodeSource,
  type: CodeType | undefined,
  place: Place,
  { lists, file }: CompileContext,
): CodeList[] {
  if (type === undefined) return [];
  const uri = type.listUri?.fixed ?? type.listUri?.default;
  const candidates = uri === undefined ? [] : lists.withUri(uri);
  if (candidates.length > 0) return candidates;
  const needed = [type.listUri, type.listVersion].some(
    (attribute) => attribute?.required && attribute.fixed === undefined,
  );
  if (uri !== undefined && (needed || type.values === undefined)) {
    file.report(source.at, `The package has no list ${uri}; add it to its codeLists`);
  } else if (needed) {
    file.report(source.at, `${place.target} needs a list: name it with list`);
  } else if (type.values === undefined && !OURS.includes(source.source.kind)) {
    file.report(
      source.at,
      `Nothing says which codes ${place.target} takes; name a list with list`,
      'warning',
    );
  }
  return [];
}

/** The version that is written comes from the schema or the mapping, never from the newest list. */
function versioned(
  candidates: readonly CodeList[],
  source: CodeSource,
  type: CodeType | undefined,
  place: Place,
  { lists, file }: CompileContext,
): CodeList | undefined {
  const [first] = candidates;
  if (first === undefined) return undefined;
  const { fixed, default: presumed } = type?.listVersion ?? {};
  const version = fixed ?? (candidates.length > 1 ? presumed : undefined);
  const found = candidates.find((list) => list.version === version);
  if (fixed !== undefined && found === undefined) {
    const known = candidates.map((list) => list.version).join(', ');
    file.report(
      source.at,
      `${place.target} is fixed to version ${fixed} of its list; the package has ${known}`,
    );
  } else if (candidates.length > 1 && found === undefined) {
    file.report(
      source.at,
      `The package has several versions of the list for ${place.target}; name one, e.g. ${lists.idOf(first)}`,
    );
  }
  return found ?? first;
}
