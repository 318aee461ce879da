import { readXml, type XmlNode, XmlUnreadable } from './xml-node.js';

/** A code list in genericode (OASIS 1.0), as XÖV uses it. */
export interface CodeList {
  /** CanonicalUri: names the list, not its version. */
  uri: string;
  version: string;
  /** CanonicalVersionUri. */
  versionUri: string;
  name: string;
  /** ISO date from which the list is valid, where its annotation says so. */
  validFrom: string | undefined;
  /** The column that holds the code, read from the list's keys. */
  keyColumn: string;
  /** Names of the columns, in order. */
  columns: readonly string[];
  /** Rows by their code, in the list's order. */
  rows: ReadonlyMap<string, CodeRow>;
  has(code: string): boolean;
  /** The describing text of a code: the first column in German, else the first that is not the code. */
  nameOf(code: string): string | undefined;
}

export type CodeRow = ReadonlyMap<string, string>;

const GENERICODE = /^http:\/\/docs\.oasis-open\.org\/codelist\/ns\/genericode\/1\.0\/?$/;

/** Reads a list; throws `XmlUnreadable` with the line where it is not genericode or has no usable key. */
export function readGenericode(bytes: Uint8Array): CodeList {
  const { root } = readXml(bytes);
  if (root.local !== 'CodeList' || !GENERICODE.test(root.namespace)) {
    throw new XmlUnreadable('The file is not a genericode code list', root.line);
  }
  const identification = required(root, 'Identification');
  const columnSet = required(root, 'ColumnSet');
  const columns = childrenOf(columnSet, 'Column').map((column) => idOf(column));
  const keyColumn = keyColumnOf(columnSet);
  if (!columns.includes(keyColumn)) {
    throw new XmlUnreadable(
      `The key names the column ${keyColumn}, which does not exist`,
      columnSet.line,
    );
  }
  const rows = rowsOf(root, columns, keyColumn);
  const german = childrenOf(columnSet, 'Column').find(
    (column) =>
      idOf(column) !== keyColumn &&
      childrenOf(column, 'Data').some((data) => data.attributes.get('Lang')?.startsWith('de')),
  );
  const nameColumn =
    german === undefined ? columns.find((column) => column !== keyColumn) : idOf(german);
  return {
    uri: textOf(identification, 'CanonicalUri'),
    version: textOf(identification, 'Version'),
    versionUri: textOf(identification, 'CanonicalVersionUri'),
    name: textOf(identification, 'ShortName'),
    validFrom: descendant(root, 'validFrom')?.text.trim(),
    keyColumn,
    columns,
    rows,
    has: (code) => rows.has(code),
    nameOf: (code) => (nameColumn === undefined ? undefined : rows.get(code)?.get(nameColumn)),
  };
}

/**
 * The recommended key of whatever generation of the XÖV annotations the list uses, else its only single-column
 * key, else its first.
 */
function keyColumnOf(columnSet: XmlNode): string {
  const keys = childrenOf(columnSet, 'Key').filter(
    (key) => childrenOf(key, 'ColumnRef').length === 1,
  );
  const recommended = keys.find(
    (key) => descendant(key, 'recommendedKeyColumn') ?? descendant(key, 'empfohleneCodeSpalte'),
  );
  const key = recommended ?? keys[0];
  if (key === undefined) {
    throw new XmlUnreadable('The list has no key over a single column', columnSet.line);
  }
  const ref = childrenOf(key, 'ColumnRef')[0]!;
  return ref.attributes.get('Ref') ?? '';
}

function rowsOf(
  root: XmlNode,
  columns: readonly string[],
  keyColumn: string,
): Map<string, CodeRow> {
  const rows = new Map<string, CodeRow>();
  for (const row of childrenOf(required(root, 'SimpleCodeList'), 'Row')) {
    const values = new Map<string, string>();
    let position = 0;
    for (const value of childrenOf(row, 'Value')) {
      // Genericode section 3: without ColumnRef, a value belongs to the column after the last one.
      const column = value.attributes.get('ColumnRef') ?? columns[position] ?? '';
      position = columns.indexOf(column) + 1;
      const simple = childrenOf(value, 'SimpleValue')[0];
      if (simple !== undefined) values.set(column, simple.text);
    }
    const code = values.get(keyColumn);
    if (code === undefined) throw new XmlUnreadable('A row has no code', row.line);
    if (rows.has(code)) throw new XmlUnreadable(`The code ${code} stands in two rows`, row.line);
    rows.set(code, values);
  }
  return rows;
}

function idOf(node: XmlNode): string {
  return node.attributes.get('Id') ?? '';
}

function childrenOf(node: XmlNode, local: string): XmlNode[] {
  return node.children.filter((child) => child.local === local);
}

function required(node: XmlNode, local: string): XmlNode {
  const child = childrenOf(node, local)[0];
  if (child === undefined)
    throw new XmlUnreadable(`${local} is missing in ${node.local}`, node.line);
  return child;
}

function textOf(node: XmlNode, local: string): string {
  return required(node, local).text.trim();
}

function descendant(node: XmlNode, local: string): XmlNode | undefined {
  for (const child of node.children) {
    const found = child.local === local ? child : descendant(child, local);
    if (found !== undefined) return found;
  }
  return undefined;
}
