import { breakLines } from './break-lines.js';
import { metadata } from './conformance.js';
import { DocumentFont } from './document-font.js';
import { fonts } from './fonts.js';
import { type Bookmark, Outline } from './outline.js';
import { dateObject, number, PdfFile, pack, type Ref, textObject } from './pdf-file.js';
import { printable } from './printable.js';
import { srgbProfile } from './srgb-profile.js';
import { type Element, Structure } from './structure.js';
import { PAGE, type Style } from './style.js';

export interface SheetOptions {
  title: string;
  createdAt: string;
  producer: string;
}

/** A page and what was written on it so far. */
interface Page {
  ref: Ref;
  content: string;
}

let colours: Uint8Array | undefined;

/** Pages that are written from top to bottom, every line of them tagged with what it is. */
export class Sheet {
  y = PAGE.top;
  readonly #file = new PdfFile();
  readonly #structure = new Structure(this.#file);
  readonly #outline = new Outline(this.#file);
  readonly #fonts: Readonly<Record<Style['font'], DocumentFont>>;
  readonly #pages: Page[] = [];
  #page: Page;
  /** The element to which belongs what is being written. */
  #inside: Element | undefined;

  constructor(private readonly options: SheetOptions) {
    const { text, strong } = fonts();
    this.#fonts = {
      text: new DocumentFont('F1', text, this.#file),
      strong: new DocumentFont('F2', strong, this.#file),
    };
    this.#page = this.#newPage();
  }

  get pages(): number {
    return this.#pages.length;
  }

  /** The root of what the document consists of. */
  root(): Element {
    return this.#structure.element('Document');
  }

  /** An element that others stand in. */
  container(parent: Element, type: string): Element {
    return this.#structure.element(type, parent);
  }

  /** An element with what `write` writes; it may go on on further pages. */
  element(parent: Element, type: string, write: () => void, options: { scope?: 'Row' } = {}): void {
    this.#inside = this.#structure.element(type, parent, options.scope);
    this.#begin(this.#inside);
    write();
    this.#end();
    this.#inside = undefined;
  }

  /** The lines of a text in a column. */
  lines(text: string, width: number, { font, size }: Style): string[] {
    const { typeface } = this.#fonts[font];
    const shown = printable(text, (codePoint) => typeface.hasGlyph(codePoint));
    return breakLines(shown, width, (part) => (typeface.width(part) * size) / 1000);
  }

  /** Writes a line at the height of the sheet, which stays. */
  write(line: string, x: number, { font, size, color }: Style): void {
    const { name, typeface } = this.#fonts[font];
    const y = PAGE.height - this.y - (typeface.ascent * size) / 1000;
    const text = this.#fonts[font].show(line, size);
    this.#draw(
      `${rgb(color)} rg\nBT\n/${name} ${size} Tf\n${number(x)} ${number(y)} Td\n${text}\nET\n`,
    );
  }

  /** Whether so much fits below. */
  fits(height: number): boolean {
    return this.y + height <= PAGE.height - PAGE.bottom;
  }

  nextPage(): void {
    if (this.#inside !== undefined) this.#end();
    this.#page = this.#newPage();
    if (this.#inside !== undefined) this.#begin(this.#inside);
    this.y = PAGE.top;
  }

  /** A line that only pleases the eye; between elements. */
  rule(color: string, width = 0.5): void {
    const y = number(PAGE.height - this.y);
    this.#decorate(
      'Layout',
      `${width} w\n${rgb(color)} RG\n${PAGE.left} ${y} m\n${number(PAGE.width - PAGE.right)} ${y} l\nS\n`,
    );
  }

  /** A bar at the side of what is written next; between elements. */
  bar(height: number, color: string): void {
    const y = number(PAGE.height - this.y - height);
    this.#decorate('Layout', `${rgb(color)} rg\n${PAGE.left} ${y} 3 ${number(height)} re\nf\n`);
  }

  /** An entry in the outline, which leads to the height of the sheet. */
  bookmark(title: string, parent?: Bookmark): Bookmark {
    return this.#outline.add(title, this.#page.ref, PAGE.height - this.y + 12, parent);
  }

  /** Writes the foot of each page and ends the document. */
  end(foot: string, style: Style): Uint8Array {
    for (const [index, page] of this.#pages.entries()) {
      this.#page = page;
      this.#foot(foot, `Seite ${index + 1} von ${this.pages}`, style);
    }
    return this.#file.end(this.#catalog(), this.#info());
  }

  #foot(foot: string, count: string, style: Style): void {
    this.y = PAGE.height - PAGE.bottom + 20;
    this.rule('#c9d0d6');
    this.y += 7;
    const { typeface } = this.#fonts[style.font];
    const x = PAGE.width - PAGE.right - (typeface.width(count) * style.size) / 1000;
    this.#draw('/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n');
    this.write(this.lines(foot, x - PAGE.left - 20, style)[0] ?? '', PAGE.left, style);
    this.write(count, x, style);
    this.#end();
  }

  #newPage(): Page {
    const page = { ref: this.#file.reserve(), content: '' };
    this.#pages.push(page);
    return page;
  }

  /** Begins a piece of an element (ISO 32000-1, section 14.7.4.2). */
  #begin(element: Element): void {
    const piece = this.#structure.content(this.#page.ref, element);
    this.#draw(`/${element.type} <</MCID ${piece}>> BDC\n`);
  }

  #end(): void {
    this.#draw('EMC\n');
  }

  /** What is no part of the text (section 14.8.2.2). */
  #decorate(type: string, content: string): void {
    this.#draw(`/Artifact <</Type /${type}>> BDC\n${content}EMC\n`);
  }

  #draw(content: string): void {
    this.#page.content += content;
  }

  #catalog(): Ref {
    const file = this.#file;
    const { title, createdAt, producer } = this.options;
    const packet = metadata({ title, producer, createdAt: new Date(createdAt) });
    colours ??= pack(srgbProfile());
    const intent = `<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) /DestOutputProfile ${file.packed(colours, '\n/N 3')} 0 R>>`;
    return file.add(
      [
        '<<\n/Type /Catalog',
        `/Pages ${this.#pageTree()} 0 R`,
        '/Lang (de-DE)',
        '/MarkInfo <</Marked true>>',
        `/StructTreeRoot ${this.#structure.end(this.#pages.map(({ ref }) => ref))} 0 R`,
        '/ViewerPreferences <</DisplayDocTitle true>>',
        `/Outlines ${this.#outline.end()} 0 R`,
        '/PageMode /UseOutlines',
        `/OutputIntents [${intent}]`,
        `/Metadata ${file.plainStream(packet, '\n/Type /Metadata\n/Subtype /XML')} 0 R\n>>`,
      ].join('\n'),
    );
  }

  #pageTree(): Ref {
    const file = this.#file;
    const tree = file.reserve();
    const { text, strong } = this.#fonts;
    const used = `<</Font <</${text.name} ${text.ref} 0 R /${strong.name} ${strong.ref} 0 R>>>>`;
    for (const [index, { ref, content }] of this.#pages.entries()) {
      const entries = [
        '/Type /Page',
        `/Parent ${tree} 0 R`,
        `/MediaBox [0 0 ${PAGE.width} ${PAGE.height}]`,
        `/Contents ${file.stream(file.reserve(), content)} 0 R`,
        `/Resources ${used}`,
        `/StructParents ${index}`,
        '/Tabs /S',
      ];
      file.write(ref, `<<\n${entries.join('\n')}\n>>`);
    }
    for (const font of [text, strong]) font.end();
    const kids = this.#pages.map(({ ref }) => `${ref} 0 R`);
    return file.write(
      tree,
      `<<\n/Type /Pages\n/Count ${this.pages}\n/Kids [${kids.join(' ')}]\n>>`,
    );
  }

  #info(): Ref {
    const { title, createdAt, producer } = this.options;
    const program = textObject(producer);
    return this.#file.add(
      `<<\n/Title ${textObject(title)}\n/Creator ${program}\n/Producer ${program}\n/CreationDate ${dateObject(new Date(createdAt))}\n>>`,
    );
  }
}

/** `#1d3b5c` as three numbers from 0 to 1. */
function rgb(color: string): string {
  return [1, 3, 5]
    .map((at) => number(Number.parseInt(color.slice(at, at + 2), 16) / 255))
    .join(' ');
}
