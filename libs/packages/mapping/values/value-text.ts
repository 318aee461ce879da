/** The text of a JSON value as XML Schema writes it; undefined where it is no single value. */
export function valueText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return decimal(value);
    default:
      return undefined;
  }
}

/** XML Schema part 2, section 3.2.3: a decimal has no exponent. */
function decimal(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const text = String(value);
  if (!text.includes('e')) return text;
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}
