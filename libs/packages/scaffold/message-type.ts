import { codeTypeOf, type ElementDeclaration, type SchemaSet } from '#xoev';
import type { MapEntry } from '../mapping/language.js';
import type { Target } from './skeleton.js';

/**
 * The code of the message in the header, where the schema lists the codes and none is the name itself: the package
 * needs no list for it then. Many standards end the name with the code.
 */
export function messageTypeTarget(
  { source }: MapEntry,
  element: ElementDeclaration,
  full: readonly string[],
  message: string,
  set: SchemaSet,
): Target[] {
  const isType =
    source.kind === 'code' && source.source.kind === 'constant' && source.source.value === message;
  const values = isType ? codeTypeOf(element.type, set)?.values : undefined;
  if (values === undefined || values.includes(message)) return [];
  const [code, second] = values.filter((value) => message.endsWith(`.${value}`));
  const needed = `the code of ${message}, one of ${values.join(', ')}`;
  return [
    {
      ...{ path: full.join('/'), fullPath: full.join('/'), active: true, needed: true },
      ...{ minimum: 1, maximum: 1, documentation: element.documentation },
      remarks: ['the header fills all else'],
      above: [],
      source:
        code !== undefined && second === undefined
          ? { kind: 'constant', value: code, code: true }
          : {
              kind: 'code',
              from: { kind: 'todo', needed, guess: undefined },
              list: undefined,
              ...{ offers: [], each: false },
            },
    },
  ];
}
