import { type XmlNode, XmlUnreadable } from '#xoev';
import { childOf, textIn } from './xml-content.js';

/** Id and version of a schema, an element or a rule. Throws `XmlUnreadable` where it has no id. */
export function identificationOf(node: XmlNode): { id: string; version: string | undefined } {
  const identification = childOf(node, 'identifikation');
  const id = identification === undefined ? undefined : textIn(identification, 'id');
  if (identification === undefined || id === undefined) {
    throw new XmlUnreadable(`A ${node.local} has no id`, node.line);
  }
  return { id, version: textIn(identification, 'version') };
}
