import { join } from 'node:path';
import type { Scaffold } from '#packages';
import { counted } from '../words.js';
import type { SchemaInPackage } from './schema-in-package.js';

/** What was found, for people; `needText` names a code list. */
export function scaffoldLines(
  { skeleton, header, counts }: Scaffold,
  needText: (need: Scaffold['skeleton']['codeLists'][number], message: string) => string,
): string[] {
  const { codeLists, message } = skeleton;
  const lists = codeLists.map((need) => `  ${needText(need, message)}`);
  return [
    `${message}: ${counts.open} to be mapped (todo), ${counts.suggested} suggested by name, ${counts.optional} more as comments.`,
    header === 'none'
      ? 'No header profile fits: the mapping holds all that the message demands.'
      : `The header profile ${header} fills the rest.`,
    ...(lists.length === 0 ? [] : [`${counted(lists.length, 'code list')} to fetch:`, ...lists]),
  ];
}

/** What was written, and how to go on. */
export function writtenLines(
  folder: string,
  files: readonly string[],
  mapping: string,
  { copies, schema }: SchemaInPackage,
): string[] {
  const own = files.filter((file) => !copies.has(file));
  return [
    'Written:',
    ...own.map((file) => `  ${join(folder, file)}`),
    copies.size === 0
      ? `The schema stays where it is: ${schema}, seen from the package.`
      : `  ${counted(copies.size, 'file')} of the standard, copied unchanged to ${join(folder, 'standard')}: a package reads nothing from outside the folder of all packages`,
    '',
    'How to go on:',
    `  nahtlos check ${folder}    lists each todo with its line; fill them in ${join(folder, mapping)}`,
    `  nahtlos preview ${folder} ${join(folder, 'examples', '<name>.json')}    shows the message of a submission`,
    `  nahtlos docs ${folder}    writes the page that the department reads and signs`,
  ];
}
