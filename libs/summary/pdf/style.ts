/** Points; A4. */
export const PAGE = { width: 595.28, height: 841.89, left: 62, right: 56, top: 58, bottom: 66 };

export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right;

/** The columns of an entry. */
export const LABEL_WIDTH = 158;
export const COLUMN_GAP = 14;

export interface Style {
  font: 'text' | 'strong';
  size: number;
  /** From the top of one line to that of the next. */
  leading: number;
  color: string;
}

/** Every colour has a contrast of 4.5 to 1 with white at least (WCAG 2.1, 1.4.3). */
const INK = '#1a1a1a';
const QUIET = '#505a64';
const ACCENT = '#1d3b5c';

export const LINE = '#c9d0d6';
export const WARNING = '#a3260f';

export const STYLES = {
  authority: { font: 'text', size: 9.5, leading: 13, color: QUIET },
  title: { font: 'strong', size: 18, leading: 23, color: ACCENT },
  lead: { font: 'text', size: 10, leading: 14, color: INK },
  paragraph: { font: 'text', size: 9.5, leading: 13.5, color: INK },
  notice: { font: 'text', size: 9.5, leading: 13.5, color: INK },
  noticeHeading: { font: 'strong', size: 9.5, leading: 13.5, color: WARNING },
  label: { font: 'text', size: 9.5, leading: 13, color: QUIET },
  value: { font: 'text', size: 9.5, leading: 13, color: INK },
  footer: { font: 'text', size: 8, leading: 11, color: QUIET },
} as const satisfies Record<string, Style>;

/** Of headings, by their level: the sections of a summary, and the groups inside of them. */
export const HEADINGS: readonly (Style & { before: number; after: number })[] = [
  { font: 'strong', size: 13, leading: 17, color: ACCENT, before: 22, after: 6 },
  { font: 'strong', size: 10.5, leading: 14, color: ACCENT, before: 14, after: 4 },
  { font: 'strong', size: 9.5, leading: 13, color: INK, before: 10, after: 3 },
];
