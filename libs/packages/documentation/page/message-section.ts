import type { MessageDocumentation, ServiceDocumentation } from '../model.js';
import { countOf, sizeText } from '../words.js';
import type { Surroundings } from './element-cells.js';
import { elsewhereTable } from './elsewhere-table.js';
import { fieldTable } from './field-table.js';
import { code, html, type Markup } from './markup.js';

/** What stands in one message of a service. */
export function messageSection(
  id: string,
  message: MessageDocumentation,
  service: ServiceDocumentation,
  page: Surroundings,
): Markup {
  const { type, documentation, fields, elsewhere } = message;
  const count = countOf(fields.length, 'Feld', 'Felder');
  return html`<section aria-labelledby="${id}">
<h3 id="${id}">Nachricht ${code(type)}</h3>
${documentation === '' ? undefined : html`<p>${documentation}</p>`}
<h4 id="${id}-felder">Vom Formular in die Nachricht</h4>
${
  fields.length === 0
    ? html`<p>In diese Nachricht geht kein Feld des Formulars ein.</p>`
    : html`<p>${count} des Formulars ${fields.length === 1 ? 'geht' : 'gehen'} in diese Nachricht ein.</p>
${fieldTable(`${id}-felder-tabelle`, message, service, page)}`
}
${
  elsewhere.length === 0
    ? undefined
    : html`<h4 id="${id}-quellen">Aus anderen Quellen</h4>
<p>Diese Elemente füllt nicht das Formular.</p>
${elsewhereTable(`${id}-quellen-tabelle`, message, service, page)}`
}
${attachmentsSentence(message, page.embeddedLimit)}
${rest(id, message)}
</section>
`;
}

/** Whether the message holds the files themselves. */
function attachmentsSentence({ elsewhere }: MessageDocumentation, limit: number): Markup {
  const properties = elsewhere.flatMap(({ origin }) =>
    origin.kind === 'attachment' ? [origin.property] : [],
  );
  if (properties.length === 0) return html`<p>Anlagen nennt diese Nachricht nicht.</p>`;
  return properties.includes('content')
    ? html`<p>Die Dateien stehen selbst in der Nachricht, zusammen höchstens ${sizeText(limit)}. Sind sie größer, geht die Nachricht nicht hinaus, und die Einreichung wird zur Klärung vorgelegt.</p>`
    : html`<p>Die Nachricht nennt die Anlagen; die Dateien selbst werden daneben übergeben.</p>`;
}

/** What the message leaves out: fields that another message has, and elements that the standard offers. */
function rest(id: string, { inOthers, unfilled }: MessageDocumentation): Markup {
  const fields = countOf(inOthers.length, 'Feld des Formulars', 'Felder des Formulars');
  const elements = countOf(unfilled.length, 'Element bleibt', 'Elemente bleiben');
  return html`${
    inOthers.length === 0
      ? undefined
      : html`<h4 id="${id}-andere">Nur in anderen Nachrichten</h4>
<details><summary>${fields} nur in einer anderen Nachricht dieser Leistung</summary>
<ul class="columns">${inOthers.map(
          ({ groups, title, path }) => html`<li>${[...groups, title].join(' › ')} ${code(path)}</li>
`,
        )}</ul></details>`
  }${
    unfilled.length === 0
      ? undefined
      : html`<h4 id="${id}-leer">Nicht gefüllt</h4>
<p>Der Standard sieht diese Elemente vor, verlangt sie aber nicht. Die Abbildung füllt sie nicht.</p>
<details><summary>${elements} leer</summary>
<ul class="columns">${unfilled.map(
          ({ path, documentation }) => html`<li>${code(path)}<br/>${documentation}</li>
`,
        )}</ul></details>`
  }`;
}
