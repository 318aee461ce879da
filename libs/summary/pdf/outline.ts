import { number, type PdfFile, type Ref, textObject } from './pdf-file.js';

/** An entry in the list of what the document holds. */
export interface Bookmark {
  ref: Ref;
  title: string;
  page: Ref;
  /** From the bottom of the page. */
  height: number;
  children: Bookmark[];
}

/** The bookmarks, all of them unfolded (ISO 32000-1, section 12.3.3). */
export class Outline {
  readonly #roots: Bookmark[] = [];
  readonly #ref: Ref;

  constructor(private readonly file: PdfFile) {
    this.#ref = file.reserve();
  }

  add(title: string, page: Ref, height: number, parent?: Bookmark): Bookmark {
    const bookmark = { ref: this.file.reserve(), title, page, height, children: [] };
    (parent?.children ?? this.#roots).push(bookmark);
    return bookmark;
  }

  end(): Ref {
    const inside = this.#members(this.#roots, this.#ref);
    return this.file.write(this.#ref, `<<\n/Type /Outlines\n${inside}\n>>`);
  }

  /** Writes the entries below one, and says what that one says of them. */
  #members(bookmarks: readonly Bookmark[], parent: Ref): string {
    for (const [index, { ref, title, page, height, children }] of bookmarks.entries()) {
      const next = bookmarks[index + 1];
      const previous = bookmarks[index - 1];
      const entries = [
        `/Title ${textObject(title)}`,
        `/Parent ${parent} 0 R`,
        `/Dest [${page} 0 R /XYZ null ${number(height)} null]`,
        previous && `/Prev ${previous.ref} 0 R`,
        next && `/Next ${next.ref} 0 R`,
        children.length > 0 && this.#members(children, ref),
      ];
      this.file.write(ref, `<<\n${entries.filter(Boolean).join('\n')}\n>>`);
    }
    const [first] = bookmarks;
    const last = bookmarks.at(-1);
    return `/First ${first!.ref} 0 R\n/Last ${last!.ref} 0 R\n/Count ${countOf(bookmarks)}`;
  }
}

function countOf(bookmarks: readonly Bookmark[]): number {
  return bookmarks.reduce((sum, { children }) => sum + 1 + countOf(children), 0);
}
