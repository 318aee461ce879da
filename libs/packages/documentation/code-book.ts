import { type CodeList, codeTypeOf, type SchemaSet, type TypeDefinition } from '#xoev';
import type { CodeLists } from '../code-lists.js';
import type { Source } from '../mapping/language/language.js';
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
    { list: named, key, translate, name, source }: Source & { kind: 'code' },
    type: TypeDefinition | undefined,
    field: string | undefined,
  ): CodeDocumentation {
    const list = this.#listOf(named, type);
    const view = key === undefined ? list : list?.byKey(key);
    const choices = field === undefined ? undefined : this.places.get(field)?.choices;
    const values = source.kind === 'constant' ? [source.value] : (choices ?? []);
    const pairs = translate ?? new Map(values.map((value) => [value, value]));
    return {
      list: list === undefined ? undefined : this.lists.idOf(list),
      column: key === undefined ? undefined : columnTitle(list, key),
      named: name,
      translated: translate !== undefined,
      entries: [...pairs].map(([value, code]) => ({ value, code, name: view?.nameOf(code) })),
    };
  }

  /** The list that the mapping names or the schema means; in a package without mistakes there is one. */
  #listOf(named: string | undefined, type: TypeDefinition | undefined): CodeList | undefined {
    const codeType = type === undefined ? undefined : codeTypeOf(type, this.set);
    const { listUri, listVersion } = codeType ?? {};
    const uri = listUri?.fixed ?? (named === undefined ? listUri?.default : undefined);
    if (named === undefined && uri === undefined) return undefined;
    const meant = named === undefined ? [...this.lists.all().values()] : this.lists.named(named);
    const candidates = meant.filter((list) => uri === undefined || list.uri === uri);
    const version = listVersion?.fixed ?? listVersion?.default;
    return candidates.find((list) => list.version === version) ?? candidates[0];
  }
}

function columnTitle(list: CodeList | undefined, key: string): string {
  return list?.columns.find(({ id }) => id === key)?.title ?? key;
}
