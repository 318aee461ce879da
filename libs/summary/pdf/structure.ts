import type { PdfFile, Ref } from './pdf-file.js';

/** What a part of the document is: `H1`, `TD`. Others stand in it, or what is written. */
export interface Element {
  ref: Ref;
  type: string;
  parent: Ref;
  scope: 'Row' | undefined;
  children: (Element | Content)[];
}

/** A piece of what stands on a page, by its number there. */
interface Content {
  page: Ref;
  number: number;
}

/** The tree of a tagged document, by which it is read out (ISO 32000-1, section 14.7). */
export class Structure {
  readonly #elements: Element[] = [];
  readonly #root: Ref;
  /** For each page the elements of its pieces, by their number. */
  readonly #pages = new Map<Ref, Ref[]>();

  constructor(private readonly file: PdfFile) {
    this.#root = file.reserve();
  }

  element(type: string, parent?: Element, scope?: 'Row'): Element {
    const ref = this.file.reserve();
    const element = { ref, type, parent: parent?.ref ?? this.#root, scope, children: [] };
    parent?.children.push(element);
    this.#elements.push(element);
    return element;
  }

  /** The number of a new piece of an element. */
  content(page: Ref, element: Element): number {
    let pieces = this.#pages.get(page);
    if (pieces === undefined) {
      pieces = [];
      this.#pages.set(page, pieces);
    }
    const number = pieces.push(element.ref) - 1;
    element.children.push({ page, number });
    return number;
  }

  /** Writes the tree. `pages` are in their order, which is the number that each has in the tree. */
  end(pages: readonly Ref[]): Ref {
    for (const element of this.#elements) this.file.write(element.ref, described(element));
    const pieces = pages.map((page, index) => {
      const elements = (this.#pages.get(page) ?? []).map((ref) => `${ref} 0 R`);
      return `${index} [${elements.join(' ')}]`;
    });
    const [document] = this.#elements;
    return this.file.write(
      this.#root,
      `<<\n/Type /StructTreeRoot\n/K ${document!.ref} 0 R\n/ParentTree <</Nums [${pieces.join('\n')}]>>\n/ParentTreeNextKey ${pages.length}\n>>`,
    );
  }
}

function described({ type, parent, scope, children }: Element): string {
  const first = children.find((one) => 'page' in one);
  const kids = children.map((one) => {
    if ('ref' in one) return `${one.ref} 0 R`;
    if (one.page === first?.page) return one.number;
    return `<</Type /MCR /Pg ${one.page} 0 R /MCID ${one.number}>>`;
  });
  const page = first === undefined ? '' : ` /Pg ${first.page} 0 R`;
  const attributes = scope === undefined ? '' : ` /A <</O /Table /Scope /${scope}>>`;
  return `<</S /${type} /P ${parent} 0 R${page}${attributes} /K [${kids.join(' ')}]>>`;
}
