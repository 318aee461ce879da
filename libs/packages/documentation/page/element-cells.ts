import type { CodeDocumentation, ElementDocumentation, Filling, Origin } from '../model.js';
import { numberText } from '../words.js';
import { code, englishCode, html, items, type Markup } from './markup.js';

/** How many pairs of value and code stand in a table before the rest is only counted. */
const PAIRS = 30;

/** What a part of the page has to know of the rest. */
export interface Surroundings {
  /** The id of the part about a code list. */
  list(id: string): string;
  /** What a code list is called. */
  listName(id: string): string;
  /** The id of the row of a rule of the service that is being written. */
  rule(number: number): string;
  /** Bytes of attachments that a message may embed, all together. */
  embeddedLimit: number;
}

/** The path of an element and what the standard says about it. */
export function elementName({ path, documentation }: ElementDocumentation): Markup {
  const said = documentation === '' ? undefined : html`<p class="said">${documentation}</p>`;
  return html`<p>${code(path)}</p>${said}`;
}

/** When and how a value comes into an element. */
export function treatmentCell(filling: Filling, page: Surroundings): Markup {
  const { each, conditions, origin } = filling;
  const steps: Markup[] = [];
  if (each.length > 0) {
    const lists = each.map((title) => `„${title}“`).join(', darin von ');
    steps.push(html`je Eintrag von ${lists}`);
  }
  if (conditions.length === 1) steps.push(html`nur wenn gilt: ${conditions}`);
  if (conditions.length > 1) {
    const all = conditions.map((condition) => html`<li>${condition}</li>`);
    steps.push(html`nur wenn all das gilt:<ul>${all}</ul>`);
  }
  const changes = changesOf(filling, page);
  const given = origin.kind === 'constant' || origin.kind === 'fixed';
  if (changes.length > 0) steps.push(...changes);
  else if (!given) steps.push(html`wird unverändert übernommen`);
  return html`<td>${steps.length === 0 ? html`<p>immer</p>` : items(steps)}</td>`;
}

function changesOf({ changes, code: codes, origin }: Filling, page: Surroundings): Markup[] {
  const all = changes.map((change) => html`${change}`);
  if (origin.kind === 'expression') {
    all.unshift(html`geht in die Berechnung ${englishCode(origin.text)} ein`);
  }
  if (origin.kind === 'attachment' && origin.property === 'content') {
    all.push(html`steht selbst in der Nachricht (in Base64)`);
  }
  if (codes !== undefined) all.push(codesOf(codes, origin, page));
  return all;
}

function codesOf(codes: CodeDocumentation, { kind }: Origin, page: Surroundings): Markup {
  const { list, column, named, translated, entries } = codes;
  const from =
    list === undefined
      ? html`Schlüssel, wie der Standard ihn vorgibt`
      : html`Schlüssel der Liste <a href="#${page.list(list)}">${page.listName(list)}</a>`;
  const which = column === undefined ? '' : ` aus der Spalte „${column}“`;
  const beside = named ? ', mit seiner Bezeichnung' : '';
  const own = translated || kind === 'constant' ? '' : '; die Angabe ist selbst der Schlüssel';
  const value = kind === 'field' ? code : englishCode;
  const pairs = entries
    .slice(0, PAIRS)
    .map(
      (entry) =>
        html`<li>${translated ? html`${value(entry.value)} wird ` : ''}${codeName(entry)}</li>`,
    );
  const rest = entries.length - pairs.length;
  const more = rest > 0 ? html`<li>und ${numberText(rest)} weitere</li>` : undefined;
  return html`${from}${which}${beside}${own}${pairs.length === 0 ? undefined : html`<ul>${pairs}${more}</ul>`}`;
}

function codeName({ code: key, name }: CodeDocumentation['entries'][number]): Markup {
  return html`${code(key)}${name === undefined || name === key ? '' : ` – ${name}`}`;
}
