import PDFDocument from 'pdfkit';
import { breakLines } from './break-lines.js';
import { ACCESSIBLE, metadataText } from './conformance.js';
import { fontsOfDocument } from './fonts.js';
import { printable } from './printable.js';
import { PAGE, type Style } from './style.js';

export type Element = PDFKit.PDFStructureElement;

export interface SheetOptions {
  title: string;
  createdAt: string;
  producer: string;
  /** Whether the contents are packed; a test reads them unpacked. */
  compress?: boolean | undefined;
}

/** Pages that are written from top to bottom, every line of them tagged with what it is. */
export class Sheet {
  y = PAGE.top;
  readonly #document: PDFKit.PDFDocument;
  readonly #fonts = fontsOfDocument();
  readonly #bytes: Promise<Uint8Array>;
  readonly #widths = new Map<Style, Map<string, number>>();
  /** Whether lines are being written that belong to one element. */
  #inside = false;

  constructor({ title, createdAt, producer, compress = true }: SheetOptions) {
    this.#document = new PDFDocument({
      pdfVersion: '1.7',
      subset: 'PDF/A-2a',
      tagged: true,
      lang: 'de-DE',
      displayTitle: true,
      compress,
      autoFirstPage: false,
      // The number of pages stands on each, and is known at the end.
      bufferPages: true,
      size: [PAGE.width, PAGE.height],
      margin: 0,
      font: null as never,
      info: {
        Title: metadataText(title),
        Creator: metadataText(producer),
        Producer: metadataText(producer),
        CreationDate: new Date(createdAt),
      },
    });
    this.#document.appendXML(ACCESSIBLE);
    // A font that was read already is taken as well; the types know files and bytes alone.
    for (const [name, font] of Object.entries(this.#fonts)) {
      this.#document.registerFont(name, font as never);
    }
    this.#bytes = collected(this.#document);
    this.#document.addPage();
  }

  get pages(): number {
    return this.#document.bufferedPageRange().count;
  }

  /** The root of what the document consists of. */
  root(): Element {
    const root = this.#document.struct('Document');
    this.#document.addStructure(root);
    return root;
  }

  /** An element that others stand in. */
  container(parent: Element, type: string): Element {
    const element = this.#document.struct(type);
    parent.add(element);
    return element;
  }

  /** An element with what `write` writes; it may go on on further pages. */
  element(parent: Element, type: string, write: () => void, options: { scope?: 'Row' } = {}): void {
    const content = () => {
      this.#inside = true;
      try {
        write();
      } finally {
        this.#inside = false;
      }
    };
    // The types do not know the scope of a table's heading.
    parent.add(this.#document.struct(type, options as object, [content]));
  }

  /** The lines of a text in a column. */
  lines(text: string, width: number, style: Style): string[] {
    const font = this.#fonts.text;
    const shown = printable(text, (codePoint) => font.hasGlyphForCodePoint(codePoint));
    return breakLines(shown, width, this.#measure(style));
  }

  /** Writes a line at the height of the sheet, which stays. */
  write(line: string, x: number, style: Style): void {
    this.#use(style).text(line, x, this.y, { lineBreak: false });
  }

  /** Whether so much fits below. */
  fits(height: number): boolean {
    return this.y + height <= PAGE.height - PAGE.bottom;
  }

  nextPage(): void {
    if (this.#inside) this.#document.continueOnNewPage();
    else this.#document.addPage();
    this.y = PAGE.top;
  }

  /** A line that only pleases the eye; between elements. */
  rule(color: string, width = 0.5): void {
    this.#decorate(() => {
      this.#document
        .lineWidth(width)
        .strokeColor(color)
        .moveTo(PAGE.left, this.y)
        .lineTo(PAGE.width - PAGE.right, this.y)
        .stroke();
    });
  }

  /** A bar at the side of what is written next; between elements. */
  bar(height: number, color: string): void {
    this.#decorate(() => {
      this.#document.rect(PAGE.left, this.y, 3, height).fill(color);
    });
  }

  /** An entry in the outline, which leads to the height of the sheet. */
  bookmark(title: string, parent?: PDFKit.PDFOutline): PDFKit.PDFOutline {
    const options = { top: Math.max(0, this.y - 12), left: PAGE.width, expanded: true };
    return (parent ?? this.#document.outline).addItem(title, options as object);
  }

  /** Writes the foot of each page and ends the document. */
  async end(foot: string, style: Style): Promise<Uint8Array> {
    const { pages } = this;
    for (let page = 0; page < pages; page++) {
      this.#document.switchToPage(page);
      this.y = PAGE.height - PAGE.bottom + 20;
      this.rule('#c9d0d6');
      this.y += 7;
      const count = `Seite ${page + 1} von ${pages}`;
      const x = PAGE.width - PAGE.right - this.#measure(style)(count);
      this.#decorate(() => {
        this.write(this.lines(foot, x - PAGE.left - 20, style)[0] ?? '', PAGE.left, style);
        this.write(count, x, style);
      });
    }
    this.#document.end();
    return this.#bytes;
  }

  #decorate(draw: () => void): void {
    this.#document.markContent('Artifact', { type: 'Layout' });
    draw();
    this.#document.endMarkedContent();
  }

  #use({ font, size, color }: Style): PDFKit.PDFDocument {
    return this.#document.font(font).fontSize(size).fillColor(color);
  }

  #measure(style: Style): (text: string) => number {
    let known = this.#widths.get(style);
    if (known === undefined) {
      known = new Map();
      this.#widths.set(style, known);
    }
    const widths = known;
    return (text) => {
      let width = widths.get(text);
      if (width === undefined) {
        width = this.#document.font(style.font).fontSize(style.size).widthOfString(text);
        widths.set(text, width);
      }
      return width;
    };
  }
}

function collected(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
