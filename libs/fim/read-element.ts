import type { XmlNode } from '#xoev';
import {
  DATA_TYPES,
  type DataElement,
  type DataField,
  type DataType,
  INPUTS,
  type Input,
  type Remark,
} from './data-schema.js';
import { identificationOf } from './identification.js';
import { readLimits } from './read-limits.js';
import { readRules } from './read-rules.js';
import { childOf, childrenOf, codeIn, lineIn, textIn, textsIn } from './xml-content.js';

const CARDINALITY = /^(\d+):(\d+|\*)$/;

/** What a schema or a group consists of, in the file's order. */
export function readStructure(parent: XmlNode, remarks: Remark[]): DataElement[] {
  return childrenOf(parent, 'struktur').flatMap((structure) => {
    const content = childOf(structure, 'enthaelt')?.children ?? [];
    return content
      .filter(({ local }) => local === 'datenfeld' || local === 'datenfeldgruppe')
      .map((node) => elementOf(node, textIn(structure, 'anzahl'), remarks));
  });
}

function elementOf(node: XmlNode, cardinality: string | undefined, remarks: Remark[]): DataElement {
  const { id, version } = identificationOf(node);
  const name = lineIn(node, 'name') ?? id;
  const element = {
    id,
    version,
    name,
    label: lineIn(node, 'bezeichnungEingabe') ?? name,
    ...occurrence(id, cardinality, node.line, remarks),
    help: textIn(node, 'hilfetextEingabe'),
    definition: textIn(node, 'definition'),
    references: textsIn(node, 'bezug'),
    rules: readRules(node),
    line: node.line,
  };
  if (node.local === 'datenfeld') return { ...element, ...fieldOf(node, id, remarks) };
  return {
    ...element,
    kind: 'group',
    alternatives: codeIn(node, 'art') === 'X',
    elements: readStructure(node, remarks),
  };
}

function occurrence(
  id: string,
  text: string | undefined,
  line: number,
  remarks: Remark[],
): { minimum: number; maximum: number | undefined } {
  const [, minimum, maximum] = CARDINALITY.exec(text ?? '') ?? [];
  if (minimum === undefined) {
    const message = `${id}: ${text ?? 'nothing'} is no number of occurrences such as 0:1 or 1:*; taken as 1:1`;
    remarks.push({ line, severity: 'error', message });
    return { minimum: 1, maximum: 1 };
  }
  return { minimum: Number(minimum), maximum: maximum === '*' ? undefined : Number(maximum) };
}

type FieldContent = Omit<DataField, Exclude<keyof DataElement, 'kind'>>;

function fieldOf(node: XmlNode, id: string, remarks: Remark[]): FieldContent {
  const among = <Known extends string>(
    what: string,
    known: readonly Known[],
    otherwise: Known,
  ): Known => {
    const code = codeIn(node, what);
    const found = known.find((one) => one === code);
    if (found !== undefined) return found;
    const message = `${id}: ${code ?? 'nothing'} is no ${what} that is known; taken as ${otherwise}`;
    remarks.push({ line: node.line, severity: 'error', message });
    return otherwise;
  };
  return {
    kind: 'field',
    input: among<Input>('feldart', INPUTS, 'input'),
    dataType: among<DataType>('datentyp', DATA_TYPES, 'text'),
    limits: readLimits(childOf(node, 'praezisierung'), id, remarks),
    content: textIn(node, 'inhalt'),
    values: childrenOf(node, 'werte')
      .flatMap((values) => childrenOf(values, 'wert'))
      .map((value) => ({
        code: textIn(value, 'code') ?? '',
        name: lineIn(value, 'name') ?? '',
        help: textIn(value, 'hilfe'),
      })),
    codeList: codeListOf(node),
    mediaTypes: textsIn(node, 'mediaType'),
    maximumSize: sizeOf(textIn(node, 'maxSize')),
  };
}

function sizeOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Version 2 puts what names the list one level deeper. */
function codeListOf(field: XmlNode): DataField['codeList'] {
  const reference = childOf(field, 'codelisteReferenz');
  if (reference === undefined) return undefined;
  const node = childOf(reference, 'genericodeIdentification') ?? reference;
  const versionUri = textIn(node, 'canonicalVersionUri');
  const uri = textIn(node, 'canonicalIdentification') ?? versionUri;
  if (uri === undefined) return undefined;
  const codeColumn = textIn(field, 'codeKey');
  return { uri, version: textIn(node, 'version'), versionUri, codeColumn };
}
