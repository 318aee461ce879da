import type { AttributeUse, CodeType, ComplexType, ElementDeclaration, SimpleType } from '#xoev';
import { codeListNeed } from './code-needs.js';
import type { Position } from './position.js';
import type { CodeListNeed, Target, ValueForm } from './skeleton.js';
import type { Suggestion } from './suggest.js';
import { fromOf } from './targets.js';
import { listed, valueKind } from './value-kind.js';

/** An element with a text. */
export function textTarget(
  base: Target,
  element: ElementDeclaration,
  type: SimpleType,
  { suggester, trail }: Position,
): Target {
  const { phrase, sort, values, as } = valueKind(type);
  const repeatable = base.maximum > 1 && type.variety !== 'list';
  const suggestion = suggester.value({ trail, sort, values, repeatable });
  const remarks = [phrase, ...nilRemark(element)];
  if (element.default !== undefined) remarks.push(`${element.default} where it is empty`);
  return {
    ...base,
    remarks,
    source: {
      kind: 'value',
      from: fromOf(suggestion, needed(phrase, repeatable)),
      as: written(as, suggestion),
      each: isEach(suggestion),
    },
  };
}

export function attributeTarget(use: AttributeUse, at: Position): Target {
  const { name, type, required } = use;
  const step = `@${name.local}`;
  const { phrase, sort, values, as } = valueKind(type);
  const trail = [...at.trail, name.local];
  const suggestion = at.suggester.value({ trail, sort, values, repeatable: false });
  return {
    path: [...at.steps, step].join('/'),
    fullPath: [...at.full, step].join('/'),
    active: required && at.active,
    needed: required,
    ...{ minimum: required ? 1 : 0, maximum: 1 },
    documentation: use.documentation || type.documentation,
    ...{ remarks: [phrase], above: [] },
    source: {
      ...{ kind: 'value', each: false },
      from: fromOf(suggestion, phrase),
      as: written(as, suggestion),
    },
  };
}

/** An element with a code, and the list that the package needs for it. */
export function codeTarget(
  base: Target,
  element: ElementDeclaration,
  code: CodeType,
  type: ComplexType,
  { suggester, trail }: Position,
): { target: Target; need: CodeListNeed | undefined } {
  const { values } = code;
  const need = codeListNeed(code, type, element.name.local, base.fullPath);
  const repeatable = base.maximum > 1;
  const found = suggester.value({ trail, sort: 'code', values, repeatable });
  const offers = (found?.field?.items ?? found?.field?.node)?.values ?? [];
  const misfit = values !== undefined && !offers.every((one) => values.includes(one));
  const suggestion = found && { ...found, sure: found.sure && !misfit };
  const what =
    values === undefined ? `a code of the list ${listName(need)}` : `a code: ${listed(values)}`;
  return {
    need,
    target: {
      ...base,
      remarks: [codeRemark(code, need), ...nilRemark(element)],
      source: {
        kind: 'code',
        from: fromOf(suggestion, needed(what, repeatable)),
        list: need?.list,
        offers: values === undefined || misfit ? offers : [],
        each: isEach(suggestion),
      },
    },
  };
}

function codeRemark({ values, listUri, listVersion }: CodeType, need: CodeListNeed | undefined) {
  const uri = need?.uri ?? listUri?.fixed;
  const version = listVersion?.fixed;
  const of =
    uri === undefined
      ? ' of a list that the package chooses'
      : ` of ${uri}${need?.fixed === false ? ', which the schema recommends' : ''}`;
  const said = values === undefined ? of : `${uri === undefined ? '' : of}: ${listed(values)}`;
  return `a code${said}${version === undefined ? '' : `, version ${version}`}`;
}

function listName(need: CodeListNeed | undefined): string {
  return need?.list ?? need?.uri?.split(':').at(-1) ?? 'that the schema names';
}

function nilRemark({ nillable }: ElementDeclaration): string[] {
  return nillable ? ['may be nil: { orNil: ... }'] : [];
}

function needed(phrase: string, repeatable: boolean): string {
  return repeatable ? `${phrase}, or each: <list>` : phrase;
}

function isEach(suggestion: Suggestion | undefined): boolean {
  return suggestion?.sure === true && suggestion.field?.items !== undefined;
}

/** A form that says the same as the schema needs nothing around its path. */
function written(as: ValueForm, suggestion: Suggestion | undefined): ValueForm {
  if (suggestion?.sure !== true) return as;
  const { field, from } = suggestion;
  const node = field?.items ?? field?.node;
  const formats = node?.formats ?? [];
  const same =
    as.kind === 'number'
      ? !node?.isA('number')
      : as.kind === 'dateTime'
        ? from.kind === 'fact' || formats.includes('date-time')
        : formats.includes(as.kind);
  return same ? { kind: 'plain' } : as;
}
