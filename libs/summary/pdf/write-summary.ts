import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Entry, Group, Notice, SummaryContent } from '../content.js';
import type { Bookmark } from './outline.js';
import { Sheet } from './sheet.js';
import type { Element } from './structure.js';
import {
  COLUMN_GAP,
  CONTENT_WIDTH,
  HEADINGS,
  LABEL_WIDTH,
  LINE,
  PAGE,
  STYLES,
  type Style,
  WARNING,
} from './style.js';

/** Milliseconds for which others may have to wait. */
const LONGEST_HOLD = 8;
/** Lines of a label or heading. The forms of packages have no longer ones. */
const MOST_HEADING_LINES = 6;
/** Where a summary ends, whatever follows: nobody reads on, and writing it takes its time. */
const MOST_PAGES = 300;

const VALUE_X = PAGE.left + LABEL_WIDTH + COLUMN_GAP;
const VALUE_WIDTH = CONTENT_WIDTH - LABEL_WIDTH - COLUMN_GAP;
const PADDING = 3;

/** Writes a summary as PDF/A-2a and PDF/UA-1. The same content gives the same bytes. */
export async function writeSummary(content: SummaryContent): Promise<Uint8Array> {
  const sheet = new Sheet(content);
  const writer = new SummaryWriter(sheet);
  writer.head(content);
  for (const group of content.groups) await writer.group(group, 0);
  writer.tellOfTheEnd();
  return sheet.end(content.footer, STYLES.footer);
}

class SummaryWriter {
  readonly #root: Element;
  #turn = performance.now();

  constructor(private readonly sheet: Sheet) {
    this.#root = sheet.root();
  }

  head({ title, authority, lead, notices }: SummaryContent): void {
    const { sheet } = this;
    sheet.bookmark(title);
    if (authority !== undefined) this.#paragraph('P', authority, STYLES.authority);
    sheet.y += 4;
    this.#paragraph('H1', title, STYLES.title);
    sheet.y += 4;
    this.#paragraph('P', lead, STYLES.lead);
    for (const notice of notices) this.#notice(notice);
  }

  async group(group: Group, level: number, parent?: Bookmark): Promise<void> {
    if (this.#full) return;
    const bookmark = this.#heading(group.heading, level, parent);
    for (const text of group.paragraphs) {
      this.#paragraph('P', text, STYLES.paragraph);
      this.sheet.y += 4;
    }
    if (group.entries.length > 0) await this.#table(group.entries);
    for (const inner of group.groups) await this.group(inner, level + 1, bookmark);
  }

  /** Says so where not everything found room. */
  tellOfTheEnd(): void {
    if (!this.#full) return;
    const text = `Hier endet die Zusammenfassung nach ${MOST_PAGES} Seiten. Die Nachricht enthält alle Angaben.`;
    if (!this.sheet.fits(40)) this.sheet.nextPage();
    this.sheet.y += 8;
    this.#paragraph('P', text, STYLES.paragraph);
  }

  get #full(): boolean {
    return this.sheet.pages >= MOST_PAGES;
  }

  #heading(text: string, level: number, parent?: Bookmark): Bookmark {
    const { sheet } = this;
    const style = HEADINGS[Math.min(level, HEADINGS.length - 1)]!;
    const lines = sheet.lines(text, CONTENT_WIDTH, style).slice(0, MOST_HEADING_LINES);
    // Never alone at the end of a page.
    const follows = 3 * STYLES.value.leading;
    const atTop = sheet.y === PAGE.top;
    if (!sheet.fits(style.before + lines.length * style.leading + style.after + follows)) {
      sheet.nextPage();
    } else if (!atTop) sheet.y += style.before;
    const bookmark = sheet.bookmark(lines.join(' '), parent);
    // PDF knows six levels of headings (ISO 32000-1, section 14.8.4.3.2).
    sheet.element(this.#root, `H${Math.min(level + 2, 6)}`, () => this.#lines(lines, style));
    if (level === 0) {
      sheet.y += 3;
      sheet.rule('#1d3b5c', 0.8);
    }
    sheet.y += style.after;
    return bookmark;
  }

  #paragraph(type: string, text: string, style: Style, x: number = PAGE.left): void {
    const lines = this.sheet.lines(text, CONTENT_WIDTH - (x - PAGE.left), style);
    this.sheet.element(this.#root, type, () => this.#lines(lines, style, x));
  }

  #notice({ heading, text }: Notice): void {
    const { sheet } = this;
    const x = PAGE.left + 12;
    const { leading } = STYLES.notice;
    sheet.y += 12;
    const count = 1 + sheet.lines(text, CONTENT_WIDTH - 12, STYLES.notice).length;
    if (!sheet.fits(count * leading + 4)) sheet.nextPage();
    sheet.bar(count * leading + 4, WARNING);
    sheet.y += 2;
    this.#paragraph('P', heading, STYLES.noticeHeading, x);
    this.#paragraph('P', text, STYLES.notice, x);
  }

  async #table(entries: readonly Entry[]): Promise<void> {
    const table = this.sheet.container(this.#root, 'Table');
    for (const entry of entries) {
      if (this.#full) break;
      this.#row(table, entry);
      await this.#breathe();
    }
  }

  #row(table: Element, { label, value }: Entry): void {
    const { sheet } = this;
    const { leading } = STYLES.value;
    const labels = sheet.lines(label, LABEL_WIDTH, STYLES.label).slice(0, MOST_HEADING_LINES);
    const values = sheet.lines(value, VALUE_WIDTH, STYLES.value);
    const lines = Math.max(labels.length, values.length);
    // What fits on a page stays together; what does not begins with some lines at least.
    const together = Math.max(labels.length, Math.min(lines, 12));
    if (!sheet.fits(together * leading + 2 * PADDING)) sheet.nextPage();
    const row = sheet.container(table, 'TR');
    sheet.y += PADDING;
    const top = sheet.y;
    const heading = () => this.#lines(labels, STYLES.label);
    sheet.element(row, 'TH', heading, { scope: 'Row' });
    const below = sheet.y;
    sheet.y = top;
    const { pages } = sheet;
    sheet.element(row, 'TD', () => this.#lines(values, STYLES.value, VALUE_X));
    if (sheet.pages === pages) sheet.y = Math.max(sheet.y, below);
    sheet.y += PADDING;
    sheet.rule(LINE);
  }

  #lines(lines: readonly string[], style: Style, x: number = PAGE.left): void {
    const { sheet } = this;
    for (const line of lines) {
      if (!sheet.fits(style.leading)) {
        if (this.#full) return;
        sheet.nextPage();
      }
      if (line !== '') sheet.write(line, x, style);
      sheet.y += style.leading;
    }
  }

  /** Gives way where the thread was held for long. */
  async #breathe(): Promise<void> {
    if (performance.now() - this.#turn < LONGEST_HOLD) return;
    await nextTurn();
    this.#turn = performance.now();
  }
}
