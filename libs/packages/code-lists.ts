import type { CodeList } from '#xoev';

/** The code lists of a package, by the file name without its extension: `rechtsform_1`. */
export class CodeLists {
  constructor(private readonly lists: ReadonlyMap<string, CodeList>) {}

  /** Lists that an id names: the file name, or the file name without its version. */
  named(id: string): CodeList[] {
    const exact = this.lists.get(id);
    if (exact !== undefined) return [exact];
    return [...this.lists].filter(([name]) => withoutVersion(name) === id).map(([, list]) => list);
  }

  /** The id that names one list in one version. */
  idOf(list: CodeList): string | undefined {
    return [...this.lists].find(([, known]) => known === list)?.[0];
  }

  withUri(uri: string): CodeList[] {
    return [...this.lists.values()].filter((list) => list.uri === uri);
  }

  /**
   * The code of a message type: of the list that has the name of the message in one of its rows (some standards give
   * a number for the name), else the name itself.
   */
  messageType(name: string): { code: string; list: string | undefined } {
    for (const [id, list] of this.#messageTypeLists()) {
      for (const [code, row] of list.rows) {
        if (code === name || [...row.values()].includes(name)) {
          return { code, list: withoutVersion(id) };
        }
      }
    }
    return { code: name, list: undefined };
  }

  /** All codes of the lists of message types. */
  messageTypes(): string[] {
    return this.#messageTypeLists().flatMap(([, list]) => [...list.rows.keys()]);
  }

  /** They are called so: `nachrichtentyp`, which comes first, `Nachrichtentyp`, `xbau-kernmodul-nachrichten`. */
  #messageTypeLists(): [id: string, list: CodeList][] {
    const rank = (id: string) => (/^nachrichtentyp$/i.test(withoutVersion(id)) ? 0 : 1);
    return [...this.lists]
      .filter(([id]) => /nachricht/i.test(id))
      .sort(([one], [other]) => rank(one) - rank(other));
  }

  /** By file name without extension, in the order of the package. */
  all(): ReadonlyMap<string, CodeList> {
    return this.lists;
  }

  ids(): string[] {
    return [...new Set([...this.lists.keys()].map(withoutVersion))];
  }
}

function withoutVersion(name: string): string {
  return name.replace(/_[^_]*$/, '');
}
