import type { DataType, SimpleType } from '#xoev';
import { characterMisfits } from './characters.js';
import { onlyOf, textNeed } from './fixed-texts.js';
import type { Given } from './given.js';
import { kindMisfits } from './kinds.js';
import { lengthMisfits } from './length.js';
import { type Misfit, mistake, warning } from './misfit.js';

/** What a source gives, one value at a time, against a type. `characters`: what a text may hold by default. */
export function typeMisfits(given: Given, type: SimpleType, characters: DataType): Misfit[] {
  const offered = offeredMisfits(given, type);
  if (offered !== undefined) return offered;
  switch (type.variety) {
    case 'union': {
      const members = type.members.map((member) => typeMisfits(given, member, characters));
      return [...leastOf(members), ...enumerationMisfits(given, type)];
    }
    case 'list': {
      const [item] = type.members;
      return item === undefined ? [] : typeMisfits(given, item, characters);
    }
    default: {
      const kinds = kindMisfits(given, type);
      // Of another kind altogether, it is of no use to know more.
      if (kinds.some(({ severity }) => severity === 'error')) return kinds;
      return [
        ...lengthMisfits(given, type),
        ...enumerationMisfits(given, type),
        ...kinds,
        ...characterMisfits(given, type, characters),
      ];
    }
  }
}

/** Where all values are known, each is looked at by itself. */
function offeredMisfits({ kind, node, origin, target, rewritten }: Given, type: SimpleType) {
  if (node === undefined || rewritten) return undefined;
  const texts = ['date', 'dateTime', 'time'].includes(kind) ? undefined : node.values;
  return texts?.flatMap((text) => {
    const need = textNeed(text, type);
    return need === undefined
      ? []
      : mistake(`The form offers ${text} for ${origin}, ${target} takes ${need}`);
  });
}

function enumerationMisfits({ kind, origin, target }: Given, { facets }: SimpleType): Misfit[] {
  const { enumeration } = facets;
  if (enumeration === undefined || kind === 'any' || kind === 'word') return [];
  if (kind !== 'boolean') {
    return warning(`${origin} may be anything in the form, ${target} takes ${onlyOf(enumeration)}`);
  }
  return ['true', 'false']
    .filter((text) => !enumeration.includes(text))
    .flatMap((text) => mistake(`${origin} may be ${text}, ${target} takes ${onlyOf(enumeration)}`));
}

/** What is wrong for the member of a union that fits best: one that fits is enough. */
function leastOf(members: readonly Misfit[][]): Misfit[] {
  const weight = (misfits: Misfit[]) =>
    misfits.reduce((sum, { severity }) => sum + (severity === 'error' ? 100 : 1), 0);
  return [...members].sort((one, other) => weight(one) - weight(other))[0] ?? [];
}
