import {
  type CodeType,
  characterProblem,
  type DataType,
  escapedText,
  normalised,
  type SimpleType,
} from '#xoev';
import type { CompileContext, Place } from '../context.js';
import type { Source } from '../language/language.js';
import type { Codes } from './codes.js';

/**
 * Whether the name stands beside the code: where the mapping wants it or the schema demands it. A demanded name
 * that a code does not have, or that the schema cannot take, is a mistake before anything runs.
 */
export function writesName(
  type: CodeType,
  codes: Codes,
  source: Source & { kind: 'code' },
  place: Place,
  { file, characters }: CompileContext,
): boolean {
  const { target } = place;
  if (type.name === undefined) {
    if (source.name) {
      file.report([...source.at, 'name'], `${target} takes a code alone, no name`, 'warning');
    }
    return false;
  }
  if (!source.name && !type.nameRequired) return false;
  if (codes.list === undefined) {
    if (type.nameRequired) {
      file.report(
        source.at,
        `${target} needs the name of its code; add the list to codeLists, and name it with list`,
      );
    }
    return false;
  }
  const list = `${codes.list.name} ${codes.list.version}`;
  const taken = type.name.type as SimpleType;
  for (const { code, name } of codes.allowed?.all() ?? []) {
    const mistake = name === undefined ? undefined : unfit(name, taken, characters);
    if (name === undefined && type.nameRequired) {
      file.report(source.at, `${target} needs the name of its code; ${list} has none for ${code}`);
    } else if (mistake !== undefined) {
      file.report(
        source.at,
        `${target} cannot take the name that ${list} has for ${code}: ${mistake}`,
      );
    } else continue;
    break;
  }
  return true;
}

function unfit(
  name: string,
  { dataType, facets }: SimpleType,
  characters: DataType,
): string | undefined {
  const text = normalised(name);
  const problem = characterProblem(text, dataType ?? characters);
  if (problem !== undefined) return `the character ${problem.character} is not allowed`;
  const { maxLength } = facets;
  const { length } = [...text];
  if (maxLength === undefined || length <= maxLength) return undefined;
  return `it has ${length} characters, ${maxLength} are allowed`;
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
      const name =
        text === undefined ? '' : `<${names.name}>${escapedText(normalised(text))}</${names.name}>`;
      xml = `<${names.code}>${escapedText(code)}</${names.code}>${name}`;
      fragments.set(code, xml);
    }
    return xml;
  };
}
