import { type XmlNode, XmlUnreadable } from '#xoev';
import { childOf, textIn } from './xml-content.js';

/** Ids become names of fields and files; FIM has a letter and 8 or 11 digits. */
const ID = /^[A-Z]\d{1,20}$/;

/** Id and version of a schema, an element or a rule. Throws `XmlUnreadable` where it has none. */
export function identificationOf(node: XmlNode): { id: string; version: string | undefined } {
  const identification = childOf(node, 'identifikation');
  const id = identification === undefined ? undefined : textIn(identification, 'id');
  if (identification === undefined || id === undefined || !ID.test(id)) {
    throw new XmlUnreadable(`A ${node.local} has no id of FIM, such as F60000000227`, node.line);
  }
  return { id, version: textIn(identification, 'version') };
}
