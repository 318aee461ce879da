import { type XmlNode, XmlUnreadable } from '../xml-node.js';
import type { CodeColumn } from './code-list.js';

/** How the annotations of XÖV mark the key to use: versions 1 and 2, version 3, version 4. */
const RECOMMENDED = ['xoev-code', 'empfohleneCodeSpalte', 'recommendedKeyColumn'];

/** How version 1 marks the key over the column that describes a code. */
const NAMES = 'xoev-codename';

export function readColumns(columnSet: XmlNode): CodeColumn[] {
  const foreign = columnSet.children.find(({ local }) => local === 'ColumnRef');
  if (foreign !== undefined) {
    throw new XmlUnreadable(
      'The list takes a column from another file (ColumnRef in ColumnSet); put the Column into the list itself',
      foreign.line,
    );
  }
  return childrenOf(columnSet, 'Column').map((column) => {
    const id = column.attributes.get('Id') ?? '';
    if (id === '') throw new XmlUnreadable('A column has no Id', column.line);
    const data = childrenOf(column, 'Data')[0];
    return {
      id,
      title: titleOf(column) ?? id,
      dataType: data?.attributes.get('Type') ?? 'string',
      required: column.attributes.get('Use') === 'required',
      language: data?.attributes.get('Lang') ?? data?.attributes.get('xml:lang'),
    };
  });
}

/**
 * The columns that are keys by themselves, the recommended one first. A code is one text: keys over several columns
 * are left aside, unless they are all that the list recommends. `chosen` is a column that is wanted as the key.
 */
export function keysOf(
  columnSet: XmlNode,
  columns: readonly CodeColumn[],
  chosen: string | undefined,
): string[] {
  const keys = childrenOf(columnSet, 'Key');
  const recommended = keys.find((key) => isMarked(key, RECOMMENDED));
  const ordered = [
    ...(recommended === undefined ? [] : [recommended]),
    ...keys.filter((key) => key !== recommended && !isMarked(key, [NAMES])),
  ];
  const single: string[] = [];
  for (const key of ordered) {
    const references = childrenOf(key, 'ColumnRef').map(({ attributes }) => attributes.get('Ref'));
    for (const reference of references) {
      if (columns.some(({ id }) => id === reference)) continue;
      throw new XmlUnreadable(
        `The key names the column ${reference}, which does not exist`,
        key.line,
      );
    }
    if (references.length === 1) single.push(references[0]!);
    else if (key === recommended && chosen === undefined) {
      throw new XmlUnreadable(
        `The recommended key spans the columns ${references.join(', ')}, and a code is one text; choose a column as the key`,
        key.line,
      );
    }
  }
  if (chosen !== undefined) {
    if (columns.some(({ id }) => id === chosen)) return single;
    const known = columns.map(({ id }) => id).join(', ');
    throw new XmlUnreadable(`The list has no column ${chosen}; it has ${known}`, columnSet.line);
  }
  if (single.length > 0) return [...new Set(single)];
  throw new XmlUnreadable('The list has no key over a single column', columnSet.line);
}

/**
 * The columns that may describe a code, the best first: those in German, the one that the annotation names, texts
 * without a language that every row has, other texts, then whatever there is. Keys come last.
 */
export function nameColumnsOf(
  columnSet: XmlNode,
  columns: readonly CodeColumn[],
  keys: readonly string[],
): string[] {
  const texts = columns.filter(({ id, dataType }) => !keys.includes(id) && isText(dataType));
  const plain = texts.filter(({ language }) => language === undefined);
  const named = childrenOf(columnSet, 'Key').find((key) => isMarked(key, [NAMES]));
  const ordered = [
    ...texts.filter(({ language }) => language?.startsWith('de')).map(({ id }) => id),
    ...(named === undefined ? [] : [childrenOf(named, 'ColumnRef')[0]?.attributes.get('Ref')]),
    ...plain.filter(({ required }) => required).map(({ id }) => id),
    ...[...plain, ...texts, ...columns.filter(({ id }) => !keys.includes(id))].map(({ id }) => id),
    ...[...keys].reverse(),
  ];
  return [...new Set(ordered)].filter((id) => id !== undefined);
}

function isText(dataType: string): boolean {
  return /^(?:xsd?:)?(?:string|normalizedString|token|anySimpleType)$/.test(dataType);
}

function isMarked(key: XmlNode, marks: readonly string[]): boolean {
  return childrenOf(key, 'Annotation')
    .flatMap((annotation) => childrenOf(annotation, 'AppInfo'))
    .flatMap(({ children }) => children)
    .some(({ local }) => marks.includes(local));
}

/** Long names may stand in several languages. */
function titleOf(column: XmlNode): string | undefined {
  const titles = [...childrenOf(column, 'LongName'), ...childrenOf(column, 'ShortName')];
  const german = titles.find(({ attributes }) => attributes.get('xml:lang')?.startsWith('de'));
  return (german ?? titles[0])?.text.trim() || undefined;
}

function childrenOf(node: XmlNode, local: string): XmlNode[] {
  return node.children.filter((child) => child.local === local);
}
