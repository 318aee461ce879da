import { join } from 'node:path';
import { allOf, isSure, needText, type Scaffold } from '#packages';
import { counted } from '../words.js';
import type { WrittenPackage } from './written-package.js';

/** What was found, for people. */
export function scaffoldLines({ skeleton, header, counts }: Scaffold): string[] {
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
export function writtenLines(written: WrittenPackage): string[] {
  const { folder, files, mapping, schema: where, additions } = written;
  const { copies, schema } = where;
  const own = files.filter((file) => !copies.has(file));
  const copied = files.length - own.length;
  return [
    'Written:',
    ...own.map((file) => `  ${join(folder, file)}`),
    copied === 0
      ? `The schema stays where it is: ${schema}, seen from the package.`
      : `  ${counted(copied, 'file')} of the standard, copied unchanged to ${join(folder, 'standard')}: a package reads nothing from outside the folder of all packages`,
    ...(additions.length === 0
      ? []
      : ['', `Add to ${join(folder, 'package.yaml')}:`, ...additions.map((line) => `  ${line}`)]),
    '',
    'How to go on:',
    `  nahtlos check ${folder}    lists each todo with its line; fill them in ${join(folder, mapping)}`,
    `  nahtlos preview ${folder} ${join(folder, 'examples', '<name>.json')}    shows the message of a submission`,
    `  nahtlos docs ${folder}    writes the page that the department reads and signs`,
  ];
}

/** A skeleton as JSON; what is without limit has no maximum. */
export function forMachines(
  { skeleton, standard, header, counts, mapping }: Scaffold,
  written: WrittenPackage | undefined,
): object {
  const { message, documentation, section, codeLists } = skeleton;
  return {
    ...{ message, documentation, standard, header, counts },
    targets: allOf(section.targets).map((target) => ({
      path: target.fullPath,
      demanded: target.active,
      minimum: target.minimum,
      maximum: Number.isFinite(target.maximum) ? target.maximum : null,
      documentation: target.documentation,
      remarks: target.remarks,
      source: 'from' in target.source ? target.source.from : target.source,
      suggested: isSure(target),
    })),
    ...{ codeLists, mapping, files: written?.files ?? [], additions: written?.additions ?? [] },
  };
}
