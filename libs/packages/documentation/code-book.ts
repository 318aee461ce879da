import { type CodeList, codeTypeOf, type SchemaSet, type TypeDefinition } from '#xoev';
import type { CodeLists } from '../code-lists.js';
import type { Source } from '../mapping/language.js';
import type { FormPlaces } from './form-fields.js';
import type { CodeDocumentation } from './model.js';

/** Says of the codes of a mapping which list they are from and what they mean. */
export class CodeBook {
  constructor(
    private readonly lists: CodeLists,
    private readonly set: SchemaSet,
    private readonly places: FormPlaces,
  ) {}

  codeOf(
    { list: named, translate, name, source }: Source & { kind: 'code' },
    type: TypeDefinition | undefined,
    field: string | undefined,
  ): CodeDocumentation {
    const list = this.#listOf(named, type);
    const choices = field === undefined ? undefined : this.places.get(field)?.choices;
    const values = source.kind === 'constant' ? [source.value] : (choices ?? []);
    const pairs = translate ?? new Map(values.map((value) => [value, value]));
    return {
      list: list?.[0],
      named: name,
      translated: translate !== undefined,
      entries: [...pairs].map(([value, code]) => ({ value, code, name: list?.[1].nameOf(code) })),
    };
  }

  /** The list that the mapping names or the schema fixes; in a package without mistakes there is one. */
  #listOf(
    named: string | undefined,
    type: TypeDefinition | undefined,
  ): [id: string, list: CodeList] | undefined {
    const codeType = type === undefined ? undefined : codeTypeOf(type, this.set);
    const uri = codeType?.listUri?.fixed;
    const version = codeType?.listVersion?.fixed;
    if (named === undefined && uri === undefined) return undefined;
    const meant = named === undefined ? undefined : this.lists.named(named);
    return [...this.lists.all()].find(
      ([, list]) =>
        (meant?.includes(list) ?? true) &&
        (uri === undefined || list.uri === uri) &&
        (version === undefined || list.version === version),
    );
  }
}
