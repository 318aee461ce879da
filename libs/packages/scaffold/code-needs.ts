import {
  type CodeType,
  codeTypeOf,
  type ElementDeclaration,
  type SchemaSet,
  type TypeDefinition,
} from '#xoev';
import { elementsIn, particleOf } from './particles.js';
import type { CodeListNeed } from './skeleton.js';

/** The list that a code type takes its codes of; undefined where the schema itself has the codes. */
export function codeListNeed(
  code: CodeType,
  type: TypeDefinition,
  element: string,
  target: string,
): CodeListNeed | undefined {
  const demanded = [code.listUri, code.listVersion].some(
    (attribute) => attribute?.required && attribute.fixed === undefined,
  );
  // A name that has to stand beside the code is the list's.
  if (code.values !== undefined && !demanded && !code.nameRequired) return undefined;
  const fixed = code.listUri?.fixed ?? code.listUri?.default;
  const uri = fixed ?? recommendedUri(type.documentation);
  const name = uri?.split(':').at(-1) ?? ownName(type) ?? element;
  const list = name.toLowerCase().replace(/[^\p{L}\p{N}.-]/gu, '-');
  const version = code.listVersion?.fixed ?? code.listVersion?.default;
  return {
    ...{ uri, version },
    fixed: fixed !== undefined,
    list: fixed === undefined ? list : undefined,
    targets: [target],
  };
}

/** Standards name the list that they recommend for an open code type in its documentation. */
function recommendedUri(documentation: string): string | undefined {
  return /\burn:[^\s,;()"'„“]*:codeliste:[\w-]+(?:[.:][\w-]+)*/.exec(documentation)?.[0];
}

/** Deep enough for any header, and an end for types that stand in themselves. */
const DEEPEST = 8;

/** The lists of all codes that an element demands; `full`: the names from the root to it. */
export function listsOf(
  { type, name }: ElementDeclaration,
  full: readonly string[],
  set: SchemaSet,
): CodeListNeed[] {
  const code = codeTypeOf(type, set);
  if (code !== undefined) {
    const need = codeListNeed(code, type, name.local, full.join('/'));
    return need === undefined ? [] : [need];
  }
  const particle = type.kind === 'complex' ? particleOf(type) : undefined;
  if (particle === undefined || full.length > DEEPEST) return [];
  return elementsIn(particle)
    .filter(({ minimum }) => minimum > 0)
    .flatMap(({ element }) => listsOf(element, [...full, element.name.local], set));
}

/** Each list once, with all targets that need it, in the order of the first. */
export function joinedNeeds(all: readonly CodeListNeed[]): CodeListNeed[] {
  const needs = new Map<string, CodeListNeed>();
  for (const need of all) {
    const key = `${need.uri} ${need.version} ${need.list}`;
    const known = needs.get(key);
    if (known === undefined) needs.set(key, { ...need, targets: [...need.targets] });
    else {
      known.targets.push(...need.targets.filter((target) => !known.targets.includes(target)));
    }
  }
  return [...needs.values()];
}

/** `Code.ArtDesAntrags` names its list, the general `Code` does not. */
function ownName({ name }: TypeDefinition): string | undefined {
  return /^Code\.(.+)$/.exec(name?.local ?? '')?.[1];
}
