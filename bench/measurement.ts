/** One row of the table: what was measured, and against what in the same run. */
export interface Measurement {
  name: string;
  value: number;
  unit: string;
  /** `value` divided by that of the yardstick, measured in the same run. */
  ratio?: { of: string; value: number; aim?: number };
  details?: Record<string, number>;
}

export function tableOf(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, value, unit, ratio, details }) => [
    name,
    `${figure(value)} ${unit}`,
    ratio === undefined
      ? ''
      : `${ratio.value.toFixed(2)} of ${ratio.of}${ratio.aim === undefined ? '' : ` (aim ${ratio.aim})`}`,
    Object.entries(details ?? {})
      .map(([key, detail]) => `${key} ${figure(detail)}`)
      .join(', '),
  ]);
  const header = ['measured', 'value', 'ratio', 'details'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, widths.map((width) => '-'.repeat(width)), ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}
