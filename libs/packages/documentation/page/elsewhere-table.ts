import { attachmentWords, FACT_SOURCES, factWords } from '../fact-words.js';
import type { Filling, MessageDocumentation, Origin, ServiceDocumentation } from '../model.js';
import { elementName, type Surroundings, treatmentCell } from './element-cells.js';
import { code, englishCode, html, type Markup } from './markup.js';
import { group, table } from './table.js';

const ORDER = [
  'Kopf der Nachricht und Angaben, die jede Nachricht hat',
  'Angaben zur Einreichung',
  'Angaben zur Zuständigkeit',
  'Angaben zur Nachricht und zur Installation',
  'Berechnungen',
  'Feste Werte',
  'Anlagen',
] as const;

type Group = (typeof ORDER)[number];

/** The elements that are filled from something else than the form. */
export function elsewhereTable(
  id: string,
  { type, elsewhere }: MessageDocumentation,
  { name }: ServiceDocumentation,
  page: Surroundings,
): Markup {
  const groups = new Map<Group, Markup[]>(ORDER.map((title) => [title, []]));
  for (const filling of elsewhere) {
    const row = html`<tr><th scope="row">${elementName(filling)}</th><td>${originWords(filling.origin)}</td>${treatmentCell(filling, page)}</tr>
`;
    groups.get(groupOf(filling))!.push(row);
  }
  const columns = ['Element der Nachricht', 'Woher', 'So kommt es hinein'];
  return table(
    id,
    `${name}: Aus anderen Quellen in der Nachricht ${type}`,
    columns,
    [...groups]
      .filter(([, rows]) => rows.length > 0)
      .map(([title, rows]) => group(title, columns.length, rows)),
    'fillings',
  );
}

function groupOf({ header, origin }: Filling): Group {
  if (header) return ORDER[0];
  switch (origin.kind) {
    case 'submission':
      return ORDER[1];
    case 'landscape':
      return ORDER[2];
    case 'message':
    case 'setting':
      return ORDER[3];
    case 'expression':
      return ORDER[4];
    case 'attachment':
      return ORDER[6];
    default:
      return ORDER[5];
  }
}

function originWords(origin: Origin): Markup {
  switch (origin.kind) {
    case 'field':
      return html`${code(origin.field)}`;
    case 'attachment':
      return html`<p>${attachmentWords(origin.property)}</p>${englishCode(origin.property)}`;
    case 'constant':
      return html`<p>fester Wert der Abbildung</p>${code(origin.value)}`;
    case 'fixed':
      return html`<p>vom Standard fest vorgegeben</p>${code(origin.value)}`;
    case 'expression':
      return html`<p>Berechnung (JSONata)</p>${englishCode(origin.text)}`;
    default: {
      const { kind, path } = origin;
      return html`<p>${factWords(kind, path)}</p><p class="said">${FACT_SOURCES[kind]}: ${englishCode(`${kind} ${path}`)}</p>`;
    }
  }
}
