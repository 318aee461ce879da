import { nearest } from '#source-file';
import { type CodeList, type CodeType, escapedText } from '#xoev';
import type { CompileContext, Place } from './context.js';
import type { Source } from './language.js';
import type { Scope } from './scope.js';
import type { Value } from './value.js';

type CodeSource = Source & { kind: 'code' };

export interface Codes {
  /** The code as plain text, e.g. for an attribute. */
  value: Value;
  /** The value of the form behind it; a list gives several codes. */
  local: Value;
  list: CodeList | undefined;
  /** Whether there is anything to check the codes against. */
  closed: boolean;
  /** The code for one value of the form; an unknown one is reported and gives undefined. */
  codeOf(local: string, scope: Scope, pointer: () => string): string | undefined;
}

/** Compiles the translation of a value into a code of its list. */
export function compileCodes(
  source: CodeSource,
  local: Value,
  type: CodeType | undefined,
  place: Place,
  context: CompileContext,
): Codes {
  const list = listFor(source, type, place, context);
  const allowed = allowedCodes(list, type);
  checkTranslation(source, local, allowed, list, context);
  const { translate } = source;
  const expectation =
    translate === undefined
      ? allowed === undefined
        ? ''
        : `; expected is ${shortList(allowed)}`
      : `; expected is ${shortList(translate.keys())}`;
  const where = list === undefined ? '' : ` of the list ${list.name} ${list.version}`;
  const codeOf = (text: string, scope: Scope, pointer: () => string) => {
    const code = translate === undefined ? text : translate.get(text);
    if (code !== undefined && (allowed === undefined || allowed.has(code))) return code;
    scope.report('unknown-code', pointer(), `The value is no code${where}${expectation}`);
    return undefined;
  };
  const text = (scope: Scope) => {
    const value = local.text(scope);
    if (value === undefined || value === '') return undefined;
    return codeOf(value, scope, () => local.pointer(scope));
  };
  return {
    value: { ...local, read: text, text },
    local,
    list,
    closed: allowed !== undefined,
    codeOf,
  };
}

function shortList(codes: Iterable<string>): string {
  const all = [...codes];
  return all.length <= 20 ? all.join(', ') : 'a code of that list';
}

function allowedCodes(
  list: CodeList | undefined,
  type: CodeType | undefined,
): ReadonlySet<string> | undefined {
  if (list !== undefined) return new Set(list.rows.keys());
  return type?.values === undefined ? undefined : new Set(type.values);
}

/** The list by the mapping's name for it, else by what the schema fixes. */
function listFor(
  source: CodeSource,
  type: CodeType | undefined,
  place: Place,
  context: CompileContext,
): CodeList | undefined {
  const uri = type?.listUri?.fixed;
  const version = type?.listVersion?.fixed;
  let candidates: CodeList[];
  if (source.list !== undefined) {
    candidates = context.lists.named(source.list);
    if (candidates.length === 0) {
      const meant = nearest(source.list, context.lists.ids());
      context.file.report(
        [...source.at, 'list'],
        `The package has no list ${source.list}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      );
      return undefined;
    }
    const fitting = candidates.filter((list) => uri === undefined || list.uri === uri);
    if (fitting.length === 0) {
      context.file.report(
        [...source.at, 'list'],
        `${place.target} takes codes of ${uri}; the list ${source.list} is ${candidates[0]!.uri}`,
      );
      return candidates[0];
    }
    candidates = fitting;
  } else {
    candidates = uri === undefined ? [] : context.lists.withUri(uri);
    if (candidates.length === 0 && type !== undefined && type.values === undefined) {
      if (uri !== undefined) {
        context.file.report(source.at, `The package has no list ${uri}; add it to its codeLists`);
      } else if (type.listUri?.required) {
        context.file.report(source.at, `${place.target} needs a list: name it with list`);
      }
    }
  }
  return versioned(candidates, version, source, place, context);
}

function versioned(
  candidates: readonly CodeList[],
  version: string | undefined,
  source: CodeSource,
  place: Place,
  context: CompileContext,
): CodeList | undefined {
  if (version !== undefined && candidates.length > 0) {
    const fixed = candidates.find((list) => list.version === version);
    if (fixed === undefined) {
      context.file.report(
        source.at,
        `${place.target} is fixed to version ${version} of its list; the package has ${candidates.map((list) => list.version).join(', ')}`,
      );
    }
    return fixed ?? candidates[0];
  }
  if (candidates.length > 1) {
    context.file.report(
      source.at,
      `The package has several versions of the list for ${place.target}; name one, e.g. ${source.list ?? candidates[0]!.name}_${candidates[0]!.version}`,
    );
  }
  return candidates[0];
}

/** Codes outside their list, and form values that nobody translates, are mistakes before anything runs. */
function checkTranslation(
  source: CodeSource,
  local: Value,
  allowed: ReadonlySet<string> | undefined,
  list: CodeList | undefined,
  context: CompileContext,
): void {
  const { file } = context;
  const { translate } = source;
  const listName = list === undefined ? 'the schema' : `${list.name} ${list.version}`;
  for (const [value, code] of translate ?? []) {
    if (allowed === undefined || allowed.has(code)) continue;
    const meant = nearest(code, allowed);
    file.report(
      [...source.at, 'translate', value],
      `${code} is no code of ${listName}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    );
  }
  const form = new Set(local.form.flatMap((node) => node.values ?? node.items()?.values ?? []));
  if (source.source.kind === 'constant') form.add(source.source.value);
  for (const value of form) {
    if (translate !== undefined && !translate.has(value)) {
      file.report(
        [...source.at, 'translate'],
        `The form gives ${value} for ${local.origin}, which translate does not have`,
      );
    } else if (translate === undefined && allowed !== undefined && !allowed.has(value)) {
      file.report(source.at, `${value}, which the form gives, is no code of ${listName}`);
    }
  }
  if (translate === undefined || form.size === 0) return;
  for (const value of translate.keys()) {
    if (form.has(value)) continue;
    file.report(
      [...source.at, 'translate', value],
      `The form never gives ${value} for ${local.origin}`,
      'warning',
    );
  }
}

/** The children of a code type for a code of a list; made once a code. */
export function codeFragments(
  codes: Codes,
  names: { code: string; name: string | undefined },
): (code: string) => string {
  const fragments = new Map<string, string>();
  return (code) => {
    let xml = fragments.get(code);
    if (xml === undefined) {
      const text = names.name === undefined ? undefined : codes.list?.nameOf(code);
      const name = text === undefined ? '' : `<${names.name}>${escapedText(text)}</${names.name}>`;
      xml = `<${names.code}>${escapedText(code)}</${names.code}>${name}`;
      fragments.set(code, xml);
    }
    return xml;
  };
}
