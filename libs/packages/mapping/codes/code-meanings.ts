import type { CodeList } from '#xoev';
import type { FormNode } from '../../forms/form-node.js';
import type { Source } from '../language/language.js';

type CodeSource = Source & { kind: 'code' };
type Meaning = (value: string) => string | undefined;

/**
 * What the values of a form stand for, by the code lists through which the mappings of a package take them. Where two
 * mappings take a field through different lists, the first counts.
 */
export class CodeMeanings {
  readonly #byPlace = new Map<object, Meaning>();
  #ofPurpose: Meaning | undefined;

  /** @param form the places that the code is read from, or `attachment` where it is something of an attachment */
  note(
    source: CodeSource,
    form: readonly FormNode[] | 'attachment',
    list: CodeList | undefined,
  ): void {
    if (list === undefined) return;
    const meaning = meaningIn(list, source.translate);
    if (form === 'attachment') {
      const { source: from } = source;
      if (from.kind === 'path' && from.path === 'purpose') this.#ofPurpose ??= meaning;
      return;
    }
    for (const node of form) {
      for (const place of [node, node.items()]) {
        const [schema] = place?.identity ?? [];
        if (schema !== undefined && !this.#byPlace.has(schema)) this.#byPlace.set(schema, meaning);
      }
    }
  }

  /** What a value at a place of the form stands for; undefined where no list says it. */
  of({ identity: [schema] }: FormNode, value: string): string | undefined {
    return schema === undefined ? undefined : this.#byPlace.get(schema)?.(value);
  }

  ofPurpose(purpose: string): string | undefined {
    return this.#ofPurpose?.(purpose);
  }
}

/** The name of a code. Beside it the code itself, where it is one that the sender wrote. */
function meaningIn(list: CodeList, translate: CodeSource['translate']): Meaning {
  return (value) => {
    const code = translate === undefined ? value : translate.get(value);
    const name = code === undefined ? undefined : list.nameOf(code);
    if (name === undefined || name === value) return name;
    return translate === undefined ? `${name} (${value})` : name;
  };
}
