import { posix } from 'node:path';
import type { ConfigurationFinding } from '#domain';
import { readXml, type XmlNode, XmlUnreadable } from '../xml-node.js';

export const XSD = 'http://www.w3.org/2001/XMLSchema';

/** One schema document in the role it plays: a file included into two namespaces is two documents. */
export interface SchemaDocument {
  id: number;
  /** Relative to the allowed folder. */
  file: string;
  /** The namespace its components belong to; taken from the includer where the file names none. */
  namespace: string;
  text: string;
  root: XmlNode;
  /** What its includes and imports lead to, by the node that says so. */
  links: Map<XmlNode, SchemaDocument>;
  /** Namespaces whose components it may name. */
  imports: Set<string>;
}

export interface SchemaSource {
  /** The driver: relative to the allowed folder. */
  file: string;
  /** Files for absolute addresses, relative to the allowed folder. The network is never used. */
  urlMap?: Readonly<Record<string, string>>;
  /** Bytes of a file in the allowed folder; rejects with a sentence. */
  read(file: string): Promise<Uint8Array>;
}

/** Loads a schema document and everything it includes and imports, each once. Circles are fine. */
export async function loadSchemaFiles(
  source: SchemaSource,
): Promise<{ documents: SchemaDocument[]; findings: ConfigurationFinding[] }> {
  const loading = new Loading(source);
  await loading.document({ file: source.file, url: undefined }, undefined, {
    file: source.file,
    line: 1,
  });
  return { documents: loading.documents, findings: loading.findings };
}

interface Location {
  file: string;
  /** The address under which the file was asked for, where it was an absolute one. */
  url: string | undefined;
}

class Loading {
  readonly documents: SchemaDocument[] = [];
  readonly findings: ConfigurationFinding[] = [];
  readonly #byRole = new Map<string, SchemaDocument | undefined>();
  readonly #bytes = new Map<string, Promise<Uint8Array>>();

  constructor(private readonly source: SchemaSource) {}

  async document(
    location: Location,
    includedInto: string | undefined,
    asked: { file: string; line: number },
  ): Promise<SchemaDocument | undefined> {
    const parsed = await this.#parsed(location.file, asked);
    if (parsed === undefined) return undefined;
    const { root, text } = parsed;
    const declared = root.attributes.get('targetNamespace') ?? '';
    const namespace = declared === '' ? (includedInto ?? '') : declared;
    const role = `${location.file}\n${namespace}`;
    if (this.#byRole.has(role)) return this.#byRole.get(role);
    if (root.namespace !== XSD || root.local !== 'schema') {
      this.#report(location.file, root.line, 'The file is not an XML schema');
      this.#byRole.set(role, undefined);
      return undefined;
    }
    if (includedInto !== undefined && declared !== '' && declared !== includedInto) {
      this.#report(
        asked.file,
        asked.line,
        `The included ${location.file} has the namespace ${declared}, not ${includedInto}`,
      );
    }
    const document: SchemaDocument = {
      id: this.documents.length,
      file: location.file,
      namespace,
      text,
      root,
      links: new Map(),
      imports: new Set([namespace]),
    };
    this.documents.push(document);
    this.#byRole.set(role, document);
    for (const node of root.children) await this.#follow(node, document, location);
    return document;
  }

  async #follow(node: XmlNode, document: SchemaDocument, from: Location): Promise<void> {
    if (node.namespace !== XSD) return;
    if (node.local === 'redefine' || node.local === 'override') {
      this.#report(document.file, node.line, `xs:${node.local} is not supported`);
      return;
    }
    if (node.local !== 'include' && node.local !== 'import') return;
    const namespace = node.attributes.get('namespace') ?? '';
    if (node.local === 'import') document.imports.add(namespace);
    const location = node.attributes.get('schemaLocation');
    if (location === undefined) return;
    const target = this.#resolve(location.trim(), from, { file: document.file, line: node.line });
    if (target === undefined) return;
    const asked = { file: document.file, line: node.line };
    const linked = await this.document(
      target,
      node.local === 'include' ? document.namespace : undefined,
      asked,
    );
    if (linked === undefined) return;
    if (node.local === 'import' && linked.namespace !== namespace) {
      this.#report(
        document.file,
        node.line,
        `The imported ${linked.file} has the namespace ${linked.namespace}, not ${namespace}`,
      );
    }
    document.links.set(node, linked);
  }

  #resolve(
    location: string,
    from: Location,
    asked: { file: string; line: number },
  ): Location | undefined {
    const urlMap = this.source.urlMap ?? {};
    const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:/.test(location);
    const url = absolute
      ? location
      : from.url === undefined
        ? undefined
        : new URL(location, from.url).href;
    if (url !== undefined && Object.hasOwn(urlMap, url)) {
      return { file: posix.normalize(urlMap[url]!), url };
    }
    if (absolute) {
      this.#report(
        asked.file,
        asked.line,
        `${location} is not in the URL map of the package, and nothing is fetched from a network`,
      );
      return undefined;
    }
    return { file: posix.join(posix.dirname(from.file), location), url };
  }

  async #parsed(file: string, asked: { file: string; line: number }) {
    if (file.startsWith('../') || posix.isAbsolute(file)) {
      this.#report(asked.file, asked.line, `${file} lies outside the allowed folder`);
      return undefined;
    }
    let bytes: Uint8Array;
    try {
      let reading = this.#bytes.get(file);
      if (reading === undefined) {
        reading = this.source.read(file);
        this.#bytes.set(file, reading);
      }
      bytes = await reading;
    } catch (error) {
      this.#report(asked.file, asked.line, `${file} cannot be read: ${(error as Error).message}`);
      return undefined;
    }
    try {
      return readXml(bytes);
    } catch (error) {
      if (!(error instanceof XmlUnreadable)) throw error;
      this.#report(file, error.line, error.message);
      return undefined;
    }
  }

  #report(file: string, line: number, message: string): void {
    if (this.findings.some((known) => known.file === file && known.line === line)) return;
    this.findings.push({ file, line, message, severity: 'error' });
  }
}
