import type { CodeListDocumentation } from '../model.js';
import { countOf, dayText, numberText } from '../words.js';
import { code, html, type Markup } from './markup.js';
import { body, table } from './table.js';

/** How many entries of a list are written out. */
const ENTRIES = 100;

/** The code lists of the package: all in an overview, those in use with their entries. */
export function codeListSection(
  lists: readonly CodeListDocumentation[],
  idOf: (list: string) => string,
): Markup {
  if (lists.length === 0) return html``;
  const rows = lists.map(
    (
      list,
    ) => html`<tr><th scope="row">${list.used ? html`<a href="#${idOf(list.id)}">${list.name}</a>` : list.name}</th>
<td>${list.version}</td><td>${numberText(list.codes.length)}</td><td>${list.used ? 'ja' : 'nein'}</td><td>${code(list.uri)}</td></tr>
`,
  );
  const columns = ['Liste', 'Version', 'Einträge', 'Verwendet', 'Kennung'];
  return html`<section aria-labelledby="codelisten">
<h2 id="codelisten">Codelisten</h2>
<p>Aus diesen Listen kommen die Schlüssel in den Nachrichten. Ein Schlüssel, den die Liste nicht kennt, geht nicht hinaus.</p>
${table('codelisten-tabelle', 'Codelisten des Pakets', columns, [body(rows)], 'fillings')}
${lists.filter(({ used }) => used).map((list) => entries(idOf(list.id), list))}
</section>
`;
}

function entries(id: string, { name, version, validFrom, codes }: CodeListDocumentation): Markup {
  const dated = codes.some((entry) => entry.valid !== undefined);
  const columns = ['Schlüssel', 'Bezeichnung', ...(dated ? ['Gültig'] : [])];
  const rows = codes.slice(0, ENTRIES).map(
    (
      entry,
    ) => html`<tr><th scope="row">${code(entry.code)}</th><td>${entry.name ?? ''}</td>${dated ? html`<td>${entry.valid}</td>` : undefined}</tr>
`,
  );
  const rest = codes.length - rows.length;
  const count = countOf(codes.length, 'Eintrag', 'Einträge');
  const valid = validFrom === undefined ? '' : `, gültig ab ${dayText(validFrom)}`;
  const caption = `Liste ${name}, Version ${version}: ${count}${valid}`;
  return html`<h3 id="${id}">${name}, Version ${version}</h3>
${table(`${id}-tabelle`, caption, columns, [body(rows)], 'codes')}
${rest > 0 ? html`<p>Hier stehen die ersten ${numberText(ENTRIES)} Einträge; ${numberText(rest)} weitere stehen in der Liste.</p>` : undefined}
`;
}
