import { readXml, type XmlNode, XmlUnreadable } from '../xml-node.js';
import { type CodeList, type CodeListHead, codeListBy } from './code-list.js';
import { keysOf, nameColumnsOf, readColumns } from './genericode-columns.js';
import { readRows } from './genericode-rows.js';
import { lineAt, wellFormedText } from './list-text.js';
import { type RowIndex, RowTable } from './row-table.js';
import { validityColumns } from './validity.js';

export interface GenericodeOptions {
  /** Id of the column to read the codes from, where it is not to be the recommended key. */
  key?: string;
}

const GENERICODE = /^http:\/\/docs\.oasis-open\.org\/codelist\/ns\/genericode\/1\.0\/?$/;

/** From when the list is valid, by the annotations of XÖV: version 1, versions 2 and 3, version 4. */
const VALID_FROM = ['datumgueltigkeitab', 'datumGueltigkeitAb', 'validFrom'];

/**
 * Reads a list. Throws `XmlUnreadable` with the line where it is not genericode, has no usable key or has a code
 * twice; the codes that a message quotes come from the list.
 */
export function readGenericode(bytes: Uint8Array, options: GenericodeOptions = {}): CodeList {
  const text = wellFormedText(bytes);
  const { root, rowsFrom } = headOf(text);
  if (root.local === 'CodeListSet') {
    throw new XmlUnreadable('The file is a set of lists; take the lists one by one', root.line);
  }
  if (root.local !== 'CodeList' || !GENERICODE.test(root.namespace)) {
    throw new XmlUnreadable('The file is not a genericode code list', root.line);
  }
  const columnSet = columnSetOf(root);
  const columns = readColumns(columnSet);
  const keys = keysOf(columnSet, columns, options.key);
  const head: CodeListHead = {
    ...identityOf(childOf(root, 'Identification')),
    validFrom: validFromOf(root),
    columns,
    keys,
    nameColumns: nameColumnsOf(columnSet, columns, keys),
  };
  if (rowsFrom === undefined) {
    throw new XmlUnreadable('The list has no rows (SimpleCodeList is missing)', root.line);
  }
  const ids = columns.map(({ id }) => id);
  const { values, offsets } = readRows(text, rowsFrom, ids);
  const table = new RowTable(ids, values);
  const keyColumn = options.key ?? keys[0]!;
  refuseUnusableKey(head, table, keyColumn, (row) => lineAt(text, offsets[row]!));
  return codeListBy(head, table, keyColumn);
}

/** What may hold the look of a tag without being one; then the name of an element, its tag up to the end. */
const TAG = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<([^\s/>!?]+)[^>]*>/g;

/** The tree of all that stands before the rows, and where these begin; undefined where there are none. */
function headOf(text: string): { root: XmlNode; rowsFrom: number | undefined } {
  let rootName: string | undefined;
  for (const tag of text.matchAll(TAG)) {
    const name = tag[1];
    if (name === undefined) continue;
    rootName ??= name;
    if (!/^(?:[^:]+:)?SimpleCodeList$/.test(name)) continue;
    const head = `${text.slice(0, tag.index)}</${rootName}>`;
    const rowsFrom = tag[0].endsWith('/>') ? undefined : tag.index + tag[0].length;
    return { root: treeOf(head), rowsFrom };
  }
  return { root: treeOf(text), rowsFrom: undefined };
}

/** The text is decoded already: what its declaration says of its encoding no longer holds. */
function treeOf(text: string): XmlNode {
  return readXml(Buffer.from(text.replace(/^<\?xml[^>]*\?>/, ''))).root;
}

function columnSetOf(root: XmlNode): XmlNode {
  const reference = root.children.find(({ local }) => local === 'ColumnSetRef');
  if (reference !== undefined) {
    throw new XmlUnreadable(
      'The list takes its columns from another file (ColumnSetRef); put its ColumnSet into the list itself',
      reference.line,
    );
  }
  return childOf(root, 'ColumnSet');
}

function identityOf(node: XmlNode) {
  const uri = textOf(node, 'CanonicalUri');
  const statedUri = textOf(node, 'CanonicalVersionUri');
  const stated = textOf(node, 'Version');
  // XÖV-Handbuch: the address of a version is that of the list, an underscore and the version.
  const version = stated ?? statedUri?.slice(`${uri}_`.length);
  if (uri === undefined || version === undefined || version === '') {
    const missing = uri === undefined ? 'CanonicalUri' : 'Version';
    throw new XmlUnreadable(`${missing} is missing in Identification`, node.line);
  }
  const longNames = node.children.filter(({ local }) => local === 'LongName');
  const german = longNames.find(({ attributes }) => attributes.get('xml:lang')?.startsWith('de'));
  const longName = (german ?? longNames[0])?.text.trim() || undefined;
  return {
    uri,
    version,
    versionUri: statedUri ?? `${uri}_${version}`,
    name: textOf(node, 'ShortName') ?? longName ?? uri,
    longName,
  };
}

function validFromOf(root: XmlNode): string | undefined {
  const annotation = root.children.find(({ local }) => local === 'Annotation');
  if (annotation === undefined) return undefined;
  for (const name of VALID_FROM) {
    const date = descendant(annotation, name)?.text.trim();
    if (date) return date;
  }
  return undefined;
}

/**
 * A key of genericode is unique. A list may give a code several rows all the same, where they are alike or where
 * columns say when each is valid. A column that was chosen and is no key may repeat: it only says which codes there are.
 */
function refuseUnusableKey(
  head: CodeListHead,
  table: RowTable,
  keyColumn: string,
  lineOf: (row: number) => number,
): void {
  if (!head.keys.includes(keyColumn)) return;
  for (let row = 0; row < table.size; row++) {
    if (table.value(row, keyColumn) === undefined) {
      throw new XmlUnreadable(`A row has no code (${keyColumn})`, lineOf(row));
    }
  }
  if (validityColumns(head.columns).known) return;
  const repeated = conflict(head, table, table.index(keyColumn));
  if (repeated === undefined) return;
  const [code, first, second] = repeated;
  const others = head.keys.filter(
    (key) => key !== keyColumn && table.index(key).repeated.size === 0,
  );
  const advice = others.length === 0 ? '' : `; codes that stand once are in ${others.join(', ')}`;
  throw new XmlUnreadable(
    `The code ${code} of ${keyColumn} stands in two rows, in the lines ${lineOf(first)} and ${lineOf(second)}, with different content${advice}`,
    lineOf(second),
  );
}

/** The first code whose rows differ, with two of them. */
function conflict(
  { columns }: CodeListHead,
  table: RowTable,
  index: RowIndex,
): [code: string, first: number, second: number] | undefined {
  for (const [code, rows] of index.repeated) {
    const first = rows[0]!;
    const other = rows.find((row) =>
      columns.some(({ id }) => table.value(row, id) !== table.value(first, id)),
    );
    if (other !== undefined) return [code, first, other];
  }
  return undefined;
}

function childOf(node: XmlNode, local: string): XmlNode {
  const child = node.children.find((one) => one.local === local);
  if (child !== undefined) return child;
  throw new XmlUnreadable(`${local} is missing in ${node.local}`, node.line);
}

function textOf(node: XmlNode, local: string): string | undefined {
  return node.children.find((child) => child.local === local)?.text.trim() || undefined;
}

function descendant(node: XmlNode, local: string): XmlNode | undefined {
  for (const child of node.children) {
    const found = child.local === local ? child : descendant(child, local);
    if (found !== undefined) return found;
  }
  return undefined;
}
