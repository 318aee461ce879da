import { escapedText } from '#xoev';

/** A piece of a page that is markup already: only `html` makes it, and `html` escapes all else. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | undefined | readonly Part[];

/** Markup with values in it; texts are escaped, for content and for attributes in double quotes. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = literals.map((literal, index) => literal + written(parts[index]));
  return new Markup(texts.join(''));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(written).join('');
  return escapedText(String(part).replace(NOT_XML, '\ufffd'));
}

/** XML 1.0, section 2.2: everything but these characters may stand in a document. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A term of a schema, a form or a mapping. */
export function code(text: string): Markup {
  return html`<code>${breakable(text)}</code>`;
}

/** A term in English. */
export function englishCode(text: string): Markup {
  return html`<code lang="en">${breakable(text)}</code>`;
}

/** A long path may be broken after its separators. */
function breakable(text: string): Markup[] {
  return text
    .split(/(?<=[/.@:_-])/)
    .map((part, index) => (index === 0 ? html`${part}` : html`<wbr/>${part}`));
}

/** A list of items, or the item itself where it is the only one. */
export function items(all: readonly Markup[]): Markup {
  if (all.length === 1) return html`<div>${all[0]}</div>`;
  return html`<ul>${all.map((item) => html`<li>${item}</li>`)}</ul>`;
}
