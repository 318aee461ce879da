import type { CodeList, CodeType, Facets, NamedCode, SimpleType } from '#xoev';
import type { CompileContext, Place } from '../context.js';
import type { Source } from '../language/language.js';
import { matchesOne } from './facet-pattern.js';

/** The codes that may stand in an element. */
export interface AllowedCodes {
  has(code: string): boolean;
  /** Made anew each time: for sentences and checks, not for each value. */
  all(): Iterable<NamedCode>;
}

/** What both the list and the schema take; where they disagree, the list is not the one that the schema means. */
export function allowedCodes(
  list: CodeList | undefined,
  type: CodeType | undefined,
  source: Source,
  place: Place,
  context: CompileContext,
): AllowedCodes | undefined {
  const values = type?.values;
  if (list === undefined) {
    return values === undefined ? undefined : only(values, () => undefined);
  }
  const facets = type === undefined ? {} : (type.code.type as SimpleType).facets;
  const refused = [...list.rows.keys()].filter((code) => !fits(code, facets));
  const absent = values?.filter((code) => !list.has(code)) ?? [];
  if (refused.length === 0 && absent.length === 0) {
    return { has: list.has, all: () => named(list.rows.keys(), list.nameOf) };
  }
  const taken = new Set(refused);
  const both = [...list.rows.keys()].filter((code) => !taken.has(code));
  const name = `${list.name} ${list.version}`;
  if (both.length === 0) {
    context.file.report(
      source.at,
      `The schema takes none of the codes of ${name} for ${place.target}; is it the right list?`,
    );
  } else {
    const sides = [
      refused.length > 0 && `the schema does not take ${some(refused)}`,
      absent.length > 0 && `the list does not have ${some(absent)}`,
    ].filter(Boolean);
    context.file.report(
      source.at,
      `The list ${name} and the schema disagree about ${place.target}: ${sides.join(', ')}; what only one of them has is refused`,
      'warning',
    );
  }
  return only(both, list.nameOf);
}

function only(codes: readonly string[], nameOf: CodeList['nameOf']): AllowedCodes {
  const set = new Set(codes);
  return { has: (code) => set.has(code), all: () => named(set, nameOf) };
}

function* named(codes: Iterable<string>, nameOf: CodeList['nameOf']): Generator<NamedCode> {
  for (const code of codes) yield { code, name: nameOf(code) };
}

function some(codes: readonly string[]): string {
  const shown = codes.slice(0, 5).join(', ');
  return codes.length > 5 ? `${shown} and ${codes.length - 5} more` : shown;
}

function fits(code: string, facets: Facets): boolean {
  const { enumeration, length, minLength, maxLength } = facets;
  const characters = [...code].length;
  return (
    (enumeration === undefined || enumeration.includes(code)) &&
    (length === undefined || characters === length) &&
    (minLength === undefined || characters >= minLength) &&
    (maxLength === undefined || characters <= maxLength) &&
    (facets.patterns ?? []).every((alternatives) => matchesOne(code, alternatives))
  );
}
