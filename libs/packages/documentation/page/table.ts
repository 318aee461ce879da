import { html, type Markup } from './markup.js';

/** A table with a caption, headed columns and, in groups, headed rows; it scrolls by itself where it is too wide. */
export function table(
  id: string,
  caption: string,
  columns: readonly string[],
  bodies: readonly Markup[],
  kind = '',
): Markup {
  return html`<div class="table" role="group" aria-labelledby="${id}" tabindex="0">
<table class="${kind}">
<caption id="${id}">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
${bodies}
</table>
</div>
`;
}

export function body(rows: readonly Markup[]): Markup {
  return html`<tbody>
${rows}</tbody>
`;
}

/** Rows below a heading of their own. */
export function group(title: string, columns: number, rows: readonly Markup[]): Markup {
  return html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${columns}">${title}</th></tr>
${rows}</tbody>
`;
}
