import type { XmlNode } from '../xml-node.js';
import { allText } from './annotation.js';
import type { SchemaDocument } from './schema-document.js';

/** What an XSD says in xs:appinfo about the standard that it belongs to: XÖV-Handbuch, metadata of a standard. */
export interface Standard {
  /** By the names of the standard: `nameLang`, `nameKurz`, `kennung`, `beschreibung` and so on. */
  standard: Readonly<Record<string, string>>;
  /** Likewise: `version`, `versionXOEVHandbuch`, `beschreibung` and so on. */
  version: Readonly<Record<string, string>>;
  namespace: string;
}

/** The standards that a set's documents belong to, each once. */
export function standardsOf(documents: readonly SchemaDocument[]): Standard[] {
  const standards = new Map<string, Standard>();
  for (const { appinfo, namespace } of documents) {
    const standard = fields(appinfo, 'standard');
    const version = fields(appinfo, 'versionStandard');
    const key = `${namespace} ${standard.kennung ?? standard.nameKurz} ${version.version}`;
    const said = Object.keys(standard).length + Object.keys(version).length > 0;
    if (said && !standards.has(key)) standards.set(key, { standard, version, namespace });
  }
  return [...standards.values()];
}

function fields(appinfo: readonly XmlNode[], name: string): Record<string, string> {
  const found = appinfo.filter(({ local }) => local === name).flatMap(({ children }) => children);
  return Object.fromEntries(found.map((field) => [field.local, allText(field)]));
}
