/** Rows in aligned columns, two blanks apart; a header is underlined. Never empty at the end of a line. */
export function table(header: readonly string[] | undefined, rows: readonly string[][]): string {
  const all = header === undefined ? rows : [header, ...rows];
  const widths: number[] = [];
  for (const row of all) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell));
    });
  }
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd();
  const lines = rows.map(line);
  if (header === undefined) return lines.join('\n');
  const rule = widths.map((wide) => '-'.repeat(wide)).join('  ');
  return [line(header), rule, ...lines].join('\n');
}

/** In characters as people count them; a name with a combining mark is not wider for it. */
function width(cell: string): number {
  return [...new Intl.Segmenter('de').segment(cell)].length;
}
