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
   * a number for the name), else the name itself. Lists of message types are called so: `nachrichtentyp`, `Nachrichtentyp`,
   * `xbau-kernmodul-nachrichten`.
   */
  messageType(name: string): { code: string; list: string | undefined } {
    const called = [...this.lists].filter(([id]) => /nachricht/i.test(id));
    const plain = (id: string) => (/^nachrichtentyp$/i.test(withoutVersion(id)) ? 0 : 1);
    for (const [id, list] of called.sort(([one], [other]) => plain(one) - plain(other))) {
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
    return this.named('nachrichtentyp').flatMap((list) => [...list.rows.keys()]);
  }

  ids(): string[] {
    return [...new Set([...this.lists.keys()].map(withoutVersion))];
  }
}

function withoutVersion(name: string): string {
  return name.replace(/_[^_]*$/, '');
}
