/** Every text and every number, wherever it stands. The names of fields are none of them. */
export function valuesOfJson(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(valuesOfJson);
}
