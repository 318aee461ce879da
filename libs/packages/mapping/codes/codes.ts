import { type CodeList, type CodeType, expectedCodes, validityClause } from '#xoev';
import type { CompileContext, Place } from '../context.js';
import type { Source } from '../language/language.js';
import type { Scope } from '../scope.js';
import { DEFAULT_ZONE, dateText, readIso } from '../values/moments.js';
import type { Value } from '../values/value.js';
import { type AllowedCodes, allowedCodes } from './allowed-codes.js';
import { listFor } from './list-choice.js';
import { checkTranslation } from './translation.js';

type CodeSource = Source & { kind: 'code' };

export interface Codes {
  /** The code as plain text, e.g. for an attribute. */
  value: Value;
  /** The value of the form behind it; a list gives several codes. */
  local: Value;
  list: CodeList | undefined;
  /** The codes that may be written; undefined where there is nothing to check them against. */
  allowed: AllowedCodes | undefined;
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
  context.meanings.note(source, place.data === 'attachment' ? place.data : local.form, list);
  const allowed = allowedCodes(list, type, source, place, context);
  checkTranslation(source, local, allowed, list, context);
  const { translate } = source;
  const codeOf = (text: string, scope: Scope, pointer: () => string) => {
    const code = translate === undefined ? text : translate.get(text);
    if (code === undefined || !(allowed === undefined || allowed.has(code))) {
      const told = scope.run.findings.length;
      const detail = unknownCode(text, { list, allowed, translate, told });
      scope.report('unknown-code', pointer(), detail);
      return undefined;
    }
    if (list?.dated) {
      const invalid = notValid(code, list, scope.run.input.accepted.receivedAt);
      if (invalid !== undefined) {
        scope.report('unknown-code', pointer(), invalid);
        return undefined;
      }
    }
    return code;
  };
  const text = (scope: Scope) => {
    const value = local.text(scope);
    if (value === undefined || value === '') return undefined;
    return codeOf(value, scope, () => local.pointer(scope));
  };
  const texts = translate === undefined ? local.texts : [...translate.values()];
  const value: Value = { ...local, read: text, text, makes: 'text', ...(texts && { texts }) };
  return { value, local, list, allowed, codeOf };
}

/** Names what is near to the value, never the value itself. */
function unknownCode(
  text: string,
  {
    list,
    allowed,
    translate,
    told,
  }: {
    list: CodeList | undefined;
    allowed: AllowedCodes | undefined;
    translate: CodeSource['translate'];
    told: number;
  },
): string {
  const where = list === undefined ? '' : ` of the list ${list.name} ${list.version}`;
  const known = () =>
    translate === undefined
      ? (allowed?.all() ?? [])
      : [...translate].map(([value, code]) => ({ code: value, name: list?.nameOf(code) }));
  return `The value is no code${where}; ${expectedCodes(text, known, told)}`;
}

/** A code counts where it is valid on the day of the receipt. */
function notValid(code: string, list: CodeList, receivedAt: string): string | undefined {
  const said = readIso(receivedAt);
  const date = said && dateText(said, DEFAULT_ZONE);
  if (date === undefined || list.validOn(code, date)) return undefined;
  const when = validityClause(list.validityOf(code));
  return `The value is a code of the list ${list.name} ${list.version} that is ${when}; the submission was received on ${date}`;
}
