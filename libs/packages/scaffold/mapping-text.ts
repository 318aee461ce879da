import type { From, Section, Skeleton, Target, TargetSource, ValueForm } from './skeleton.js';
import { calledText } from './targets.js';
import { comment, flow, scalar, sentences, shortened } from './yaml-text.js';

const CONFIRM = '# suggested by name: please confirm';
const LONGEST_NEED = 72;
/** Blanks before the lines of a map in a source. */
const INNER = 4;

/** The mapping file: YAML with what the schema says as comments. */
export function mappingText(skeleton: Skeleton, service: string): string {
  const { message, documentation, section } = skeleton;
  const lines = sectionLines(section, 2, 2);
  return [
    ...comment(sentences(documentation), 0),
    ...comment(
      'Fill what says todo: a path into the form, or another source. What begins with # and no blank may be left out.',
      0,
    ),
    `message: ${scalar(message)}`,
    `service: ${JSON.stringify(service)}`,
    lines.every(isComment) ? 'map: {}' : 'map:',
    ...lines,
    '',
  ].join('\n');
}

/** Lines of a map, the demanded targets before the others; they will stand at the column. */
function sectionLines({ targets }: Section, indent: number, column: number): string[] {
  const space = ' '.repeat(indent);
  const lines: string[] = [];
  for (const target of targets.filter(({ active }) => active)) {
    lines.push(...commentLines(target, column), ...codeLines(target, column));
  }
  const optional = targets.filter(({ active }) => !active);
  if (optional.length > 0) lines.push('', '# Not demanded:');
  for (const target of optional) {
    lines.push(...commentLines(target, column));
    lines.push(...codeLines(target, column).map(commentedOut));
  }
  return lines.map((line) => (line === '' ? '' : space + line));
}

/** A line of a mapping that does not count; what is a comment already stays one. */
function commentedOut(line: string): string {
  return isComment(line) ? line : line.replace(/^( *)/, '$1#');
}

function commentLines(target: Target, column: number): string[] {
  const { above, documentation, remarks, source, minimum, maximum } = target;
  const from = 'from' in source ? source.from : undefined;
  const known = from?.kind === 'todo' && from.needed.length <= LONGEST_NEED ? from.needed : '';
  const said = remarks.filter((remark) => remark !== known && !known.startsWith(`${remark},`));
  const most = maximum === Number.POSITIVE_INFINITY ? 'n' : maximum;
  const often = maximum > 1 ? `${minimum}..${most}` : '';
  const doc = sentences(documentation);
  const facts = [often, ...said].filter(Boolean).join('; ');
  const name = source.kind === 'note' ? `${target.path}: ` : '';
  const about = [doc, facts === '' ? '' : `(${facts})`].filter(Boolean).join(' ');
  return [
    ...above.flatMap((text) => comment(sentences(text), column)),
    ...(about === '' ? [] : comment(name + about, column)),
    ...offersLines(source, column),
  ];
}

function offersLines(source: TargetSource, indent: number): string[] {
  if (source.kind !== 'code' || source.offers.length === 0 || source.from.kind === 'todo')
    return [];
  const pairs = source.offers.map((offer) => `${scalar(offer)}: "..."`).join(', ');
  return comment(`where these are not the codes: translate: { ${pairs} }`, indent);
}

function codeLines({ path, source }: Target, column: number): string[] {
  if (source.kind === 'note') return [];
  const key = scalar(path);
  const remark = fromRemark(source.from);
  if (source.kind !== 'group') return [`${key}: ${inline(source)}${remark && ` ${remark}`}`];
  const { from, section, single } = source;
  const within = column + INNER;
  // In a map that is a comment as a whole nothing is a comment once more.
  const lines = section.targets.some(({ active }) => active)
    ? sectionLines(section, INNER, within)
    : allLines(section, INNER, within);
  if (lines.every(isComment))
    return [`${key}: ${fromText(from)}${remark && ` ${remark}`}`, ...lines];
  const way = single ? 'from' : 'each';
  const head =
    from.kind === 'todo' ? `todo: ${needText(from.needed)}` : `${way}: ${fromText(from)}`;
  return [`${key}:`, `  ${head}${remark && ` ${remark}`}`, '  map:', ...lines];
}

function allLines({ targets }: Section, indent: number, column: number): string[] {
  const space = ' '.repeat(indent);
  return targets
    .flatMap((target) => [...commentLines(target, column), ...codeLines(target, column)])
    .map((line) => space + line);
}

function isComment(line: string): boolean {
  return /^\s*(?:#|$)/.test(line);
}

function inline(source: Exclude<TargetSource, { kind: 'note' } | { kind: 'group' }>): string {
  const own = source.each ? '.' : fromText(source.from);
  const use =
    source.kind === 'code'
      ? flow({ code: own, list: source.list === undefined ? undefined : scalar(source.list) })
      : formed(own, source.as);
  if (!source.each) return use;
  return flow({ each: fromText(source.from), use: use === '.' ? undefined : use });
}

function formed(own: string, as: ValueForm): string {
  if (as.kind === 'plain') return own;
  if (as.kind === 'number') return flow({ number: own, decimals: as.decimals });
  return flow({ [as.kind]: own });
}

function fromText(from: From): string {
  if (from.kind === 'todo') return flow({ todo: needText(from.needed) });
  return from.kind === 'path' ? scalar(from.path) : flow({ [from.fact]: scalar(from.path) });
}

function needText(needed: string): string {
  return JSON.stringify(shortened(needed, LONGEST_NEED));
}

function fromRemark(from: From): string {
  if (from.kind !== 'todo') return `${CONFIRM}${calledText(from)}`;
  return from.guess === undefined ? '' : `# perhaps ${from.guess}`;
}
