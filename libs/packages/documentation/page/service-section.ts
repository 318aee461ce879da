import type { ServiceDocumentation } from '../model.js';
import { numberText, sizeText } from '../words.js';
import type { Surroundings } from './element-cells.js';
import { fieldName } from './field-table.js';
import { code, englishCode, html, items, type Markup } from './markup.js';
import { messageSection } from './message-section.js';
import { body, table } from './table.js';

const LEVELS = { low: 'niedrig', substantial: 'substanziell', high: 'hoch' } as const;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG-Bild',
  'image/jpeg': 'JPEG-Bild',
  'image/tiff': 'TIFF-Bild',
  'application/xml': 'XML',
  'text/plain': 'Text',
};

/** All about one service: what it takes, its messages, what is left out, its rules and examples. */
export function serviceSection(
  id: string,
  service: ServiceDocumentation,
  page: Surroundings,
): Markup {
  const { key, name, source, levelOfAssurance, messages } = service;
  return html`<section class="service" aria-labelledby="${id}">
<h2 id="${id}">Leistung: ${name}</h2>
<dl class="facts">
<dt>Leistungsschlüssel</dt><dd>${code(key)}</dd>
<dt>Quelle des Schlüssels</dt><dd>${source}</dd>
<dt>Vertrauensniveau</dt><dd>${
    levelOfAssurance === undefined
      ? 'Die Leistung selbst verlangt keines.'
      : `mindestens ${LEVELS[levelOfAssurance]}`
  }</dd>
${attachments(service)}
</dl>
${messages.map((message, index) => messageSection(messageId(id, index), message, service, page))}
${leftOut(id, service)}
${ruleSection(id, service, page)}
${examples(id, service)}
</section>
`;
}

export function messageId(service: string, index: number): string {
  return `${service}-nachricht-${index + 1}`;
}

function attachments({ attachments: limits }: ServiceDocumentation): Markup {
  if (limits === undefined) {
    return html`<dt>Anlagen</dt><dd>Das Paket setzt keine Grenzen.</dd>`;
  }
  const { mediaTypes, maximumCount, maximumSize, maximumTotal, required } = limits;
  const together =
    maximumTotal === undefined ? '' : `, alle zusammen höchstens ${sizeText(maximumTotal)}`;
  if (maximumCount === 0) return html`<dt>Anlagen</dt><dd>keine</dd>`;
  const types = mediaTypes.map(
    (type) => html`<li>${MEDIA_TYPES[type] ?? 'Datei'} ${code(type)}</li>`,
  );
  const purposes = required.map((purpose) => html`<li>${code(purpose)}</li>`);
  return html`<dt>Anlagen</dt><dd>höchstens ${numberText(maximumCount)}, jede höchstens ${sizeText(maximumSize)} groß${together}</dd>
<dt>Erlaubte Dateitypen</dt><dd><ul>${types}</ul></dd>
<dt>Verlangte Anlagen</dt><dd>${required.length === 0 ? 'keine' : html`je eine mit dem Zweck<ul>${purposes}</ul>`}</dd>`;
}

function leftOut(id: string, { name, leftOut: fields }: ServiceDocumentation): Markup {
  const heading = html`<h3 id="${id}-ohne">Felder, die in keiner Nachricht stehen</h3>`;
  if (fields.length === 0) {
    return html`${heading}<p>Jedes Feld des Formulars steht in einer Nachricht.</p>`;
  }
  const rows = fields.map(
    ({ field, reasons }) => html`<tr><th scope="row">${fieldName(field)}</th>
<td><p>${field.kind}</p><p>${field.obligation}</p></td>
<td>${items(reasons.map((reason) => html`${reason}`))}</td></tr>
`,
  );
  const columns = ['Feld im Formular', 'Mögliche Angaben', 'Warum'];
  return html`${heading}${table(`${id}-ohne-tabelle`, `${name}: Felder, die in keiner Nachricht stehen`, columns, [body(rows)], 'fillings')}`;
}

function ruleSection(
  id: string,
  { name, rules }: ServiceDocumentation,
  page: Surroundings,
): Markup {
  const heading = html`<h3 id="${id}-regeln">Regeln</h3>`;
  if (rules.length === 0) {
    return html`${heading}<p>Über Formular und Standard hinaus wird nichts verlangt.</p>`;
  }
  const rows = rules.map(
    ({
      number,
      messages,
      when,
      demands,
      sentence,
    }) => html`<tr id="${page.rule(number)}"><th scope="row">${number}</th>
<td>${looksAt(messages)}</td><td>${when}</td><td>${demands}</td><td>${sentence}</td></tr>
`,
  );
  const columns = [
    'Regel',
    'Geprüft wird',
    'Wann',
    'Was verlangt wird',
    'Hinweis an die antragstellende Person',
  ];
  return html`${heading}<p>Das verlangt die Fachabteilung über Formular und Standard hinaus. Eine Einreichung, die eine Regel über das Formular verletzt, wird sofort mit dem Hinweis abgewiesen.</p>
${table(`${id}-regeln-tabelle`, `${name}: Regeln`, columns, [body(rows)], 'fillings')}`;
}

function looksAt(messages: readonly string[] | 'all' | undefined): Markup {
  if (messages === undefined) return html`das Formular`;
  if (messages === 'all') return html`jede Nachricht`;
  return html`die Nachricht ${items(messages.map(code))}`;
}

function examples(id: string, { examples: names }: ServiceDocumentation): Markup {
  const heading = html`<h3 id="${id}-beispiele">Beispiele</h3>`;
  if (names.length === 0) return html`${heading}<p>Für diese Leistung gibt es kein Beispiel.</p>`;
  return html`${heading}<p>Zu jedem Beispiel liegt im Ordner ${englishCode('examples')} des Pakets die Nachricht, die daraus entstehen muss.</p>
<ul>${names.map((name) => html`<li>${code(name)}</li>`)}</ul>`;
}
