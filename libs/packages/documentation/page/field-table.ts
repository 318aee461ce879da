import { isWithin } from '../form-fields.js';
import type { FieldDocumentation, MessageDocumentation, RuleDocumentation } from '../model.js';
import { numberText } from '../words.js';
import { elementName, type Links, treatmentCell } from './element-cells.js';
import { code, html, type Markup } from './markup.js';
import { group, table } from './table.js';

/** How many choices of a field are written out. */
const CHOICES = 12;

/** The fields of a form in groups, each with the elements that it goes into. */
export function fieldTable(
  id: string,
  { type, fields }: MessageDocumentation,
  rules: readonly RuleDocumentation[],
  links: Links,
): Markup {
  const groups = new Map<string, Markup[]>();
  for (const { field, fillings } of fields) {
    const title = field.groups[0] ?? 'Einzelne Angaben';
    const rows = groups.get(title) ?? [];
    groups.set(title, rows);
    for (const [index, filling] of fillings.entries()) {
      const own =
        index === 0
          ? fieldCells(field, fillings.length, filling.code !== undefined, rules, links)
          : undefined;
      rows.push(html`<tr>${own}<td>${elementName(filling)}</td>${treatmentCell(filling, links)}</tr>
`);
    }
  }
  const columns = [
    'Feld im Formular',
    'Mögliche Angaben',
    'Element der Nachricht',
    'So kommt es hinein',
  ];
  return table(
    id,
    `Felder des Formulars in der Nachricht ${type}`,
    columns,
    [...groups].map(([title, rows]) => group(title, columns.length, rows)),
    'fields',
  );
}

function fieldCells(
  field: FieldDocumentation,
  rows: number,
  coded: boolean,
  rules: readonly RuleDocumentation[],
  links: Links,
): Markup {
  const span = rows > 1 ? html` rowspan="${rows}"` : undefined;
  const own = rules.filter(({ fields }) => fields.some((group) => isWithin(field.path, group)));
  const looked = own.map(
    ({ number }) => html`<p><a href="#${links.rule(number)}">siehe Regel ${number}</a></p>`,
  );
  return html`<th scope="row"${span}>${fieldName(field)}</th>
<td${span}><p>${field.kind}</p>${coded ? undefined : choices(field)}<p>${field.obligation}</p>${looked}</td>
`;
}

/** The field as the people who apply see it, and its path in the form. */
export function fieldName({ title, groups, path, description }: FieldDocumentation): Markup {
  const around = groups.slice(1);
  return html`${around.length === 0 ? undefined : html`<p class="around">${around.join(' › ')}</p>`}
<p class="title">${title}</p><p>${code(path)}</p>
${description === undefined ? undefined : html`<p class="said">${description}</p>`}`;
}

function choices({ choices: all }: FieldDocumentation): Markup | undefined {
  if (all.length === 0) return undefined;
  const shown = all.slice(0, CHOICES).map((choice) => html`<li>${code(choice)}</li>`);
  const rest = all.length - shown.length;
  const more = rest > 0 ? html`<li>und ${numberText(rest)} weitere</li>` : undefined;
  return html`<ul>${shown}${more}</ul>`;
}
