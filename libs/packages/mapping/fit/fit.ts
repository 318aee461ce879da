import type { Path } from '#source-file';
import type { DataType, Occurrence, SimpleType } from '#xoev';
import type { FormNode } from '../../forms/form-node.js';
import type { CompileContext, Place } from '../context.js';
import type { Value } from '../values/value.js';
import { countMisfits } from './counts.js';
import { textNeed } from './fixed-texts.js';
import { givenBy } from './given.js';
import { type Misfit, mistake } from './misfit.js';
import { typeMisfits } from './types.js';

/** Reports where what a source lets through does not fit what the schema takes. */
export function checkFit(
  value: Value,
  type: SimpleType,
  occurs: Occurrence,
  at: Path,
  place: Place,
  context: CompileContext,
): void {
  const { target } = place;
  const misfits = branchesOf(value).flatMap((one) => [
    ...textMisfits(one, type, target),
    ...factMisfits(one, type, target, context.characters),
    ...one.form.flatMap((node) => formMisfits(node, one, type, occurs, target, context.characters)),
  ]);
  report(misfits, at, context);
}

/** Reports where a list of the form has more or fewer items than the schema lets an element stand. */
export function checkCount(
  lists: readonly FormNode[],
  origin: string,
  occurs: Occurrence,
  at: Path,
  { target }: Pick<Place, 'target'>,
  context: CompileContext,
): void {
  const misfits = lists
    .filter((node) => node.isA('array'))
    .flatMap((node) => countMisfits(node, origin, target, occurs));
  report(misfits, at, context);
}

/** What a value chooses from; what is made of the whole is made of each. */
function branchesOf({ branches, makes, decimals, scaled, ...rest }: Value): Value[] {
  const made = { ...(makes && { makes, decimals, scaled: scaled ?? false }) };
  return (branches ?? [rest]).map((branch) => ({ ...branch, ...made }));
}

function report(misfits: readonly Misfit[], at: Path, { file }: CompileContext): void {
  const told = new Map(misfits.map((one) => [one.message, one]));
  for (const { message, severity } of told.values()) file.report(at, message, severity);
}

/** What is the same in every message, or one of a few texts. */
function textMisfits({ texts = [] }: Value, type: SimpleType, target: string): Misfit[] {
  return texts.flatMap((text) => {
    const need = textNeed(text, type);
    const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
    return need === undefined ? [] : mistake(`${shown} does not fit: ${target} takes ${need}`);
  });
}

function factMisfits(
  { fact, makes, origin, decimals, scaled = false }: Value,
  type: SimpleType,
  target: string,
  characters: DataType,
): Misfit[] {
  if (fact === undefined || makes === 'text') return [];
  const given = {
    kind: makes ?? fact,
    ...{ origin, target, node: undefined, decimals, rewritten: makes === 'number', scaled },
  };
  return typeMisfits(given, type, characters);
}

function formMisfits(
  node: FormNode,
  value: Value,
  type: SimpleType,
  occurs: Occurrence,
  target: string,
  characters: DataType,
): Misfit[] {
  const { origin, makes, texts } = value;
  if (node.isA('object')) {
    return mistake(`${origin} has fields of its own; ${target} is one text`);
  }
  const list = node.isA('array');
  const single = list ? node.items() : node;
  const fits =
    single === undefined || texts !== undefined || (makes === 'text' && single.values === undefined)
      ? []
      : typeMisfits(givenBy(single, value, target), type, characters);
  if (!list) return fits;
  if (makes !== undefined) return mistake(`${origin} is a list in the form; use each`);
  if (type.variety === 'list') {
    const { minLength, maxLength, length } = type.facets;
    const minimum = length ?? minLength ?? 0;
    const maximum = length ?? maxLength ?? Infinity;
    return [...fits, ...countMisfits(node, origin, `an item of ${target}`, { minimum, maximum })];
  }
  if (occurs.maximum <= 1) {
    return [...mistake(`${origin} is a list in the form; ${target} may stand only once`), ...fits];
  }
  return [...fits, ...countMisfits(node, origin, target, occurs)];
}
