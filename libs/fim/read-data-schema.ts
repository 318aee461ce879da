import { readXml, type XmlNode, XmlUnreadable } from '#xoev';
import type { DataSchema, Remark } from './data-schema.js';
import { identificationOf } from './identification.js';
import { readStructure } from './read-element.js';
import { readRules } from './read-rules.js';
import { childOf, lineIn, textIn, textsIn } from './xml-content.js';

const NAMESPACE = /^urn:xoev-de:fim:standard:xdatenfelder_([23])(\.\d+)*$/;
const ROOT = 'xdatenfelder.stammdatenschema.0102';
const SERVICE = /(?<!\d)99\d{12}(?!\d)/g;

/**
 * Reads a data schema in XDatenfelder 3 or 2. Nothing is fetched, and entities are never substituted. Throws
 * `XmlUnreadable` with the line where the bytes are no such file; what is odd within it is under `remarks`.
 */
export function readDataSchema(bytes: Uint8Array): DataSchema {
  const { root } = readXml(bytes);
  const standard = NAMESPACE.exec(root.namespace)?.[1];
  if (standard === undefined) {
    throw new XmlUnreadable(
      'The file is not XDatenfelder 3 or 2: its root is in another namespace',
      root.line,
    );
  }
  const schema = childOf(root, 'stammdatenschema');
  if (root.local !== ROOT || schema === undefined) {
    throw new XmlUnreadable(
      `The file holds no data schema: it should be the message ${ROOT}`,
      root.line,
    );
  }
  return schemaOf(schema, standard === '2' ? 2 : 3);
}

function schemaOf(node: XmlNode, standard: 2 | 3): DataSchema {
  const remarks: Remark[] = [];
  const elements = readStructure(node, remarks);
  const { id, version } = identificationOf(node);
  const name = lineIn(node, 'name') ?? id;
  const texts = ['name', 'beschreibung', 'definition', 'hilfetext', 'versionshinweis'];
  const named = texts.flatMap((text) => textIn(node, text)?.match(SERVICE) ?? []);
  return {
    id,
    version,
    standard,
    name,
    // Version 3 has one label for the schema, version 2 one for input and one for output.
    label: lineIn(node, 'bezeichnung') ?? lineIn(node, 'bezeichnungEingabe') ?? name,
    documentation: textIn(node, 'beschreibung') ?? textIn(node, 'definition'),
    references: textsIn(node, 'bezug'),
    issuer: textIn(node, 'statusGesetztDurch') ?? textIn(node, 'fachlicherErsteller'),
    services: [...new Set(named)],
    elements,
    rules: readRules(node),
    remarks,
  };
}
