import type { Validity } from '#xoev';
import type { CodeLists } from '../code-lists.js';
import type { CodeListDocumentation, ServiceDocumentation } from './model.js';
import { dayText } from './words.js';

/** The code lists of a package, and whether its mappings take codes from them. */
export function documentLists(
  lists: CodeLists,
  services: readonly ServiceDocumentation[],
): CodeListDocumentation[] {
  const used = new Set(
    services.flatMap(({ messages }) =>
      messages.flatMap(({ fields, elsewhere }) =>
        [...fields.flatMap(({ fillings }) => fillings), ...elsewhere].map(({ code }) => code?.list),
      ),
    ),
  );
  return [...lists.all()].map(([id, list]) => ({
    id,
    name: list.longName ?? list.name,
    version: list.version,
    uri: list.uri,
    validFrom: list.validFrom,
    used: used.has(id),
    codes: [...list.rows.keys()].map((code) => ({
      code,
      name: list.nameOf(code),
      valid: list.dated ? periods(list.validityOf(code)) : undefined,
    })),
  }));
}

/** `ab 01.01.2001 bis 31.12.2019`; several periods of a code are joined. */
function periods(all: readonly Validity[]): string {
  const clauses = all.map(({ from, until }) =>
    [
      ...(from === undefined ? [] : [`ab ${dayText(from)}`]),
      ...(until === undefined ? [] : [`bis ${dayText(until)}`]),
    ].join(' '),
  );
  return clauses.some((clause) => clause === '') ? 'immer' : clauses.join(' und ');
}
