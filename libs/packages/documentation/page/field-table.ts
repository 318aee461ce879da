import { isWithin } from '../form-fields.js';
import type {
  FieldDocumentation,
  Filling,
  MessageDocumentation,
  RuleDocumentation,
  ServiceDocumentation,
} from '../model.js';
import { numberText } from '../words.js';
import { elementName, type Surroundings, treatmentCell } from './element-cells.js';
import { code, html, type Markup } from './markup.js';
import { group, table } from './table.js';

/** How many choices of a field are written out. */
const CHOICES = 12;

/** The fields of a form in groups, each with the elements that it goes into. */
export function fieldTable(
  id: string,
  { type, fields }: MessageDocumentation,
  { name, rules }: ServiceDocumentation,
  page: Surroundings,
): Markup {
  const groups = new Map<string, { title: string; rows: Markup[] }>();
  for (const { field, fillings } of fields) {
    const [top = ''] = field.path.split('.');
    const isGrouped = fields.some((other) => other.field.path.startsWith(`${top}.`));
    const key = isGrouped ? top : '';
    const title = isGrouped ? (field.groups[0] ?? field.title) : 'Einzelne Angaben';
    const rows = groups.get(key)?.rows ?? [];
    groups.set(key, { title, rows });
    for (const [index, filling] of fillings.entries()) {
      const own = index === 0 ? fieldCells(field, fillings, rules, page) : undefined;
      rows.push(html`<tr>${own}<td>${elementName(filling)}</td>${treatmentCell(filling, page)}</tr>
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
    `${name}: Felder des Formulars in der Nachricht ${type}`,
    columns,
    [...groups.values()].map(({ title, rows }) => group(title, columns.length, rows)),
    'fields',
  );
}

function fieldCells(
  field: FieldDocumentation,
  fillings: readonly Filling[],
  rules: readonly RuleDocumentation[],
  page: Surroundings,
): Markup {
  const span = fillings.length > 1 ? html` rowspan="${fillings.length}"` : undefined;
  const coded = fillings.some((filling) => filling.code !== undefined);
  const own = rules.filter(({ fields }) => fields.some((group) => isWithin(field.path, group)));
  const looked = own.map(
    ({ number }) => html`<p><a href="#${page.rule(number)}">siehe Regel ${number}</a></p>`,
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
