import { type CodeList, nearestHint } from '#xoev';
import type { CompileContext } from '../context.js';
import type { Source } from '../language/language.js';
import type { Value } from '../values/value.js';
import type { AllowedCodes } from './allowed-codes.js';

/** Codes outside their list, and form values that nobody translates, are mistakes before anything runs. */
export function checkTranslation(
  source: Source & { kind: 'code' },
  local: Value,
  allowed: AllowedCodes | undefined,
  list: CodeList | undefined,
  { file }: CompileContext,
): void {
  const { translate } = source;
  const listName = list === undefined ? 'the schema' : `${list.name} ${list.version}`;
  for (const [value, code] of translate ?? []) {
    if (allowed === undefined || allowed.has(code)) continue;
    file.report(
      [...source.at, 'translate', value],
      `${code} is no code of ${listName}${hint([code, value], allowed)}`,
    );
  }
  const form = new Set(local.form.flatMap((node) => node.values ?? node.items()?.values ?? []));
  const constant = source.source.kind === 'constant' ? source.source.value : undefined;
  if (constant !== undefined) form.add(constant);
  for (const value of form) {
    if (translate !== undefined && !translate.has(value)) {
      file.report(
        [...source.at, 'translate'],
        `The form gives ${value} for ${local.origin}, which translate does not have${allowed === undefined ? '' : hint([value], allowed)}`,
      );
    } else if (translate === undefined && allowed !== undefined && !allowed.has(value)) {
      file.report(
        source.at,
        `${value}${value === constant ? '' : ', which the form gives,'} is no code of ${listName}${hint([value], allowed)}`,
      );
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

/** The codes nearest to one of the texts, the first that has any. */
function hint(texts: readonly string[], allowed: AllowedCodes): string {
  for (const text of texts) {
    const near = nearestHint(text, allowed.all());
    if (near !== undefined) return `; ${near}`;
  }
  return '';
}
