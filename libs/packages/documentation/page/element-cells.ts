import type { CodeDocumentation, ElementDocumentation, Filling } from '../model.js';
import { numberText } from '../words.js';
import { code, englishCode, html, items, type Markup } from './markup.js';

/** How many pairs of value and code stand in a table before the rest is only counted. */
const PAIRS = 30;

/** Where to find things on the page. */
export interface Links {
  /** The id of the part about a code list. */
  list(id: string): string;
  /** What a code list is called. */
  listName(id: string): string;
  /** The id of the row of a rule of the service that is being written. */
  rule(number: number): string;
}

/** The path of an element and what the standard says about it. */
export function elementName({ path, documentation }: ElementDocumentation): Markup {
  const said = documentation === '' ? undefined : html`<p class="said">${documentation}</p>`;
  return html`<p>${code(path)}</p>${said}`;
}

/** When and how a value comes into an element. */
export function treatmentCell(filling: Filling, links: Links): Markup {
  const { each, conditions, changes, code: codes, origin } = filling;
  const values = origin.kind === 'field' ? code : englishCode;
  const steps: Markup[] = [
    ...(each.length === 0 ? [] : [html`je Eintrag von ${each.map(quoted).join(', darin von ')}`]),
    ...(conditions.length === 0 ? [] : [html`nur wenn gilt: ${conditions.join(' und ')}`]),
    ...changes.map((change) => html`${change}`),
    ...(origin.kind === 'expression'
      ? [html`geht in die Berechnung ${englishCode(origin.text)} ein`]
      : []),
    ...(codes === undefined ? [] : [codesOf(codes, values, links)]),
  ];
  const plain = changes.length === 0 && codes === undefined && origin.kind !== 'expression';
  if (plain && origin.kind !== 'constant' && origin.kind !== 'fixed') {
    steps.push(html`wird unverändert übernommen`);
  }
  return html`<td>${steps.length === 0 ? '–' : items(steps)}</td>`;
}

function codesOf(
  { list, named, translated, entries }: CodeDocumentation,
  values: (text: string) => Markup,
  links: Links,
): Markup {
  const from =
    list === undefined
      ? html`Schlüssel, wie der Standard ihn vorgibt`
      : html`Schlüssel der Liste <a href="#${links.list(list)}">${links.listName(list)}</a>`;
  const beside = named ? ', mit seiner Bezeichnung' : '';
  const how = translated
    ? ''
    : entries.length === 0
      ? '; die Angabe ist selbst der Schlüssel'
      : '; die Werte des Formulars sind selbst die Schlüssel';
  const pairs = entries.slice(0, PAIRS).map(({ value, code: key, name }) => {
    const meaning = name === undefined || name === key ? '' : ` ${name}`;
    return translated
      ? html`<li>${values(value)} wird ${code(key)}${meaning}</li>`
      : html`<li>${code(key)}${meaning}</li>`;
  });
  const rest = entries.length - pairs.length;
  const more = rest > 0 ? html`<li>und ${numberText(rest)} weitere</li>` : undefined;
  const all = pairs.length === 0 ? undefined : html`<ul>${pairs}${more}</ul>`;
  return html`${from}${beside}${how}${all}`;
}

function quoted(title: string): string {
  return `„${title}“`;
}
