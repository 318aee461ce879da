import type { FailureCode } from '#domain';
import { nearest, type SourceFile } from '#source-file';
import type { CodeLists } from './code-lists.js';
import type { PackageFile } from './file-schemas.js';

/** The standard's own code for a failure, e.g. X001 for `invalid-message`. */
export type RejectionCodes = Readonly<Partial<Record<FailureCode, string>>>;

/** Reads the table of the package; a code that its list does not have is reported. */
export function rejectionCodes(file: SourceFile<PackageFile>, lists: CodeLists): RejectionCodes {
  const { rejections } = file.value;
  if (rejections === undefined) return {};
  const { list: name, codes } = rejections;
  const list = name === undefined ? undefined : lists.named(name)[0];
  if (name !== undefined && list === undefined) {
    file.report(['rejections', 'list'], `The package has no list ${name}`);
  }
  for (const [failure, code] of Object.entries(codes)) {
    if (list === undefined || list.has(code)) continue;
    const meant = nearest(code, list.rows.keys());
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    file.report(['rejections', 'codes', failure], `${code} is no code of ${list.name}${hint}`);
  }
  return codes;
}
