import { table } from '../table.js';
import { counted } from '../words.js';
import type { RootReport, SchemaReport } from './schema-report.js';

/** How much of a documentation stands in a line. */
const LONGEST = 160;

/** A report on a schema set as lines for a terminal. */
export function reportLines(report: SchemaReport, everything: boolean): string[] {
  return [
    ...standards(report),
    ...messages(report, everything),
    ...namespaces(report),
    ...findings(report),
    ...urlMap(report),
    verdict(report),
  ];
}

function standards({ standards: all }: SchemaReport): string[] {
  const lines = all.map(({ standard, version }) => {
    const name = standard.nameLang ?? standard.nameKurz ?? standard.nameTechnisch ?? 'A standard';
    const handbook = version.versionXOEVHandbuch;
    const facts = [
      standard.kennung,
      handbook === undefined ? undefined : `XÖV-Handbuch ${handbook}`,
    ].filter((fact) => fact !== undefined && fact !== '');
    const remarks = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
    return `${name} ${version.version ?? ''}`.trim() + remarks;
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function messages({ messages: roots, otherElements }: SchemaReport, everything: boolean) {
  const lines: string[] = [];
  const groups = grouped(roots, ({ namespace }) => namespace);
  for (const [namespace, members] of groups) {
    lines.push(`Messages of ${namespace || 'no namespace'}:`, ...members.flatMap(entry), '');
  }
  if (otherElements.length === 0) return lines;
  const whys = grouped(otherElements, ({ why }) => why);
  if (everything) {
    for (const [why, members] of whys) {
      lines.push(`Other global elements (${why}):`, ...members.flatMap(entry), '');
    }
  } else {
    const counts = [...whys].map(([why, members]) => `${members.length} ${why}`).join(', ');
    lines.push(
      `${counted(otherElements.length, 'other global element')} (${counts}); --all lists them.`,
      '',
    );
  }
  return lines;
}

function grouped<T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}

function entry({ name, type, base, title, documentation }: RootReport): string[] {
  const said = [title, beginning(documentation)].filter((text) => text !== '').join(': ');
  const kind = type !== '' ? type : base !== '' ? `its own type, of ${base}` : '';
  const head = `  ${name}${kind === '' ? '' : `  (${kind})`}`;
  return said === '' ? [head] : [head, `      ${said}`];
}

/** The first sentence, or as much of it as a line takes. An abbreviation does not end one. */
export function beginning(text: string): string {
  const sentence =
    /^.*?(?<!\b(?:\p{L}|bzw|ca|ggf|Nr|sog|usw|vgl|Abs|Art))[.!?](?=\s+\p{Lu}|$)/su.exec(
      text,
    )?.[0] ?? text;
  if (sentence.length <= LONGEST) return sentence;
  return `${sentence.slice(0, LONGEST).replace(/\s+\S*$/, '')} …`;
}

function namespaces({ namespaces: all, copies }: SchemaReport): string[] {
  if (all.length === 0) return [];
  const rows = all.flatMap(({ namespace, prefix, files }) =>
    files.map((file, index) =>
      index === 0 ? [`  ${prefix}`, namespace || '(none)', file] : ['', '', file],
    ),
  );
  const repeats =
    copies.length === 0
      ? []
      : ['Files that only repeat others:', ...copies.map((file) => `  ${file}`)];
  return ['Namespaces and files:', table(undefined, rows), ...repeats, ''];
}

function findings({ findings: all }: SchemaReport): string[] {
  if (all.length === 0) return [];
  return [
    `${counted(all.length, 'mistake')}:`,
    ...all.map(({ file, line, message }) => `  ${file}:${line}  ${message}`),
    '',
  ];
}

function urlMap({ urlMap: missing }: SchemaReport): string[] {
  const entries = Object.entries(missing);
  if (entries.length === 0) return [];
  const shown = entries.map(([url, file]) => [url, file ?? '…']);
  return [
    'The URL map lacks these (files are relative to it; where there is none yet, save them beside the schema):',
    JSON.stringify(Object.fromEntries(shown), null, 2),
    ...(entries.some(([, file]) => file === null)
      ? ['For each … get the file from the standard: none here has its name.']
      : []),
    '',
  ];
}

function verdict({ loads, milliseconds }: SchemaReport): string {
  const seconds = (time: number) => `${(time / 1000).toFixed(2)} s`;
  if (!loads.model) return 'The set does not load.';
  const model = `The set loads into the model (${seconds(milliseconds.model)})`;
  return loads.libxml2
    ? `${model} and into libxml2 (${seconds(milliseconds.libxml2)}).`
    : `${model}, but libxml2 refuses it.`;
}
