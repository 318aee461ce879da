import type { ConfigurationFinding } from '#domain';
import { readXml, type XmlNode, XmlUnreadable } from '../xml-node.js';
import { annotationOf } from './annotation.js';
import { XML_SCHEMA_FILE, xmlSchema } from './builtin-attributes.js';
import { advice, inside, type Location, locate, UrlMap } from './locations.js';
import { XML_NAMESPACE, XSD } from './namespaces.js';
import type { SchemaDocument } from './schema-document.js';

export interface SchemaSource {
  /** The driver, or all files that are loaded together: relative to the allowed folder. */
  file: string | readonly string[];
  /** Files for absolute addresses, relative to the allowed folder. The network is never used. */
  urlMap?: Readonly<Record<string, string>>;
  /** Bytes of a file in the allowed folder; rejects with a sentence. */
  read(file: string): Promise<Uint8Array>;
}

/** What is wrong with the files of a set. */
export interface FileFinding extends ConfigurationFinding {
  /** The address that the URL map would have to name. */
  unmapped?: string;
}

export interface LoadedFiles {
  documents: SchemaDocument[];
  findings: FileFinding[];
  /** Namespaces of which a file is missing. */
  incomplete: ReadonlySet<string>;
}

/** Loads schema documents and everything they include and import, each once. Circles are fine. */
export async function loadSchemaFiles(source: SchemaSource): Promise<LoadedFiles> {
  const loading = new Loading(source);
  await loading.load(typeof source.file === 'string' ? [source.file] : source.file);
  const { documents, findings, incomplete } = loading;
  return { documents, findings, incomplete };
}

interface Asked {
  file: string;
  line: number;
}

class Loading {
  readonly documents: SchemaDocument[] = [];
  readonly findings: FileFinding[] = [];
  readonly incomplete = new Set<string>();
  readonly #reported = new Set<string>();
  readonly #byRole = new Map<string, SchemaDocument | undefined>();
  readonly #roots = new Map<string, Promise<XmlNode | undefined>>();
  readonly #map: UrlMap;

  constructor(private readonly source: SchemaSource) {
    this.#map = new UrlMap(source.urlMap ?? {});
  }

  /** Files without a namespace come last: one that another file includes plays its role there. */
  async load(files: readonly string[]): Promise<void> {
    const nameless: Location[] = [];
    for (const file of files) {
      const location = { file, url: this.#map.addressOf(file) };
      const root = files.length === 1 ? undefined : await this.#root(location);
      const target = root === undefined ? undefined : targetOf(root);
      // A folder may hold the schema for schemas: what it declares is built in.
      if (target === XSD) continue;
      if (target === '') nameless.push(location);
      else await this.#document(location, undefined);
    }
    for (const location of nameless) {
      if (this.documents.some(({ file }) => file === location.file)) continue;
      await this.#document(location, undefined);
    }
    this.#builtinAttributes();
  }

  async #document(
    location: Location,
    includedInto: string | undefined,
    asked?: Asked,
  ): Promise<SchemaDocument | undefined> {
    const root = await this.#root(location, asked);
    if (root === undefined) return undefined;
    const declared = targetOf(root);
    if (includedInto !== undefined && declared !== '' && declared !== includedInto) {
      const detail = `has the namespace ${declared}, not ${includedInto || 'none'}; import it instead`;
      this.#report(asked!, `The included ${location.file} ${detail}`);
      return undefined;
    }
    const namespace = declared === '' ? (includedInto ?? '') : declared;
    const role = `${location.file}\n${namespace}`;
    if (this.#byRole.has(role)) return this.#byRole.get(role);
    const document: SchemaDocument = {
      ...annotationOf(root),
      id: this.documents.length,
      file: location.file,
      namespace,
      root,
      imports: new Set([namespace]),
    };
    this.documents.push(document);
    this.#byRole.set(role, document);
    for (const node of root.children) await this.#follow(node, document, location);
    return document;
  }

  async #follow(node: XmlNode, document: SchemaDocument, from: Location): Promise<void> {
    if (node.namespace !== XSD || !LINKS.has(node.local)) return;
    const asked = { file: document.file, line: node.line };
    const location = node.attributes.get('schemaLocation');
    if (node.local === 'import') {
      await this.#import(node.attributes.get('namespace') ?? '', location, document, from, asked);
    } else if (location === undefined) {
      this.incomplete.add(document.namespace);
      this.#report(asked, `${node.name} needs a schemaLocation`);
    } else {
      const target = this.#located(location, from, asked);
      const linked = target && (await this.#document(target, document.namespace, asked));
      if (linked === undefined) this.incomplete.add(document.namespace);
    }
  }

  async #import(
    namespace: string,
    location: string | undefined,
    document: SchemaDocument,
    from: Location,
    asked: Asked,
  ): Promise<void> {
    document.imports.add(namespace);
    if (namespace === XSD) return;
    if (location === undefined) return;
    if (namespace === XML_NAMESPACE && this.#isBuiltin(location)) return;
    const target = this.#located(location, from, asked);
    const linked = target && (await this.#document(target, undefined, asked));
    if (linked?.namespace !== namespace) this.incomplete.add(namespace);
    if (linked !== undefined && linked.namespace !== namespace) {
      const [is, wanted] = [linked.namespace || 'none', namespace || 'none'];
      this.#report(asked, `The imported ${linked.file} has the namespace ${is}, not ${wanted}`);
    }
  }

  #isBuiltin(location: string): boolean {
    const url = location.trim();
    return /^https?:\/\/www\.w3\.org\//.test(url) && this.#map.fileFor(url) === undefined;
  }

  /** Where a set imports the attributes of XML itself and brings no file that declares them, ours does. */
  #builtinAttributes(): void {
    if (!this.documents.some(({ imports }) => imports.has(XML_NAMESPACE))) return;
    if (this.documents.some(({ namespace }) => namespace === XML_NAMESPACE)) return;
    const root = xmlSchema();
    this.documents.push({
      ...annotationOf(root),
      id: this.documents.length,
      file: XML_SCHEMA_FILE,
      namespace: XML_NAMESPACE,
      root,
      imports: new Set([XML_NAMESPACE]),
    });
  }

  #located(location: string, from: Location, asked: Asked): Location | undefined {
    const target = locate(location, from, this.#map);
    if ('file' in target) return target;
    this.#report(asked, target.message, target.unmapped);
    return undefined;
  }

  /** The root of a schema file, read once. Whoever asks for a file that cannot be read hears of it. */
  async #root(location: Location, asked?: Asked): Promise<XmlNode | undefined> {
    const { file, url } = location;
    let reading = this.#roots.get(file);
    if (reading === undefined) {
      reading = this.#read(file);
      this.#roots.set(file, reading);
    }
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      const unmapped = url === undefined || this.#map.fileFor(url) !== undefined ? undefined : url;
      const hint = unmapped === undefined ? '' : `; ${advice(unmapped)}`;
      this.#report(asked ?? { file, line: 1 }, `${error.message}${hint}`, unmapped);
      return undefined;
    }
  }

  async #read(file: string): Promise<XmlNode | undefined> {
    if (inside(file) === undefined) throw new Unread(`${file} lies outside the allowed folder`);
    const bytes = await this.source.read(file).catch((cause: Error) => {
      throw new Unread(`${file} cannot be read: ${cause.message}`);
    });
    try {
      const { root } = readXml(bytes);
      if (root.namespace === XSD && root.local === 'schema') return root;
      this.#report({ file, line: root.line }, 'The file is not an XML schema');
    } catch (error) {
      if (!(error instanceof XmlUnreadable)) throw error;
      this.#report({ file, line: error.line }, error.message);
    }
    return undefined;
  }

  #report({ file, line }: Asked, message: string, unmapped?: string): void {
    const key = `${file}:${line} ${message}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    const finding = { file, line, message, severity: 'error' as const };
    this.findings.push(unmapped === undefined ? finding : { ...finding, unmapped });
  }
}

const LINKS: ReadonlySet<string> = new Set(['include', 'import', 'redefine']);

/** A file that the source does not give. */
class Unread extends Error {}

function targetOf(root: XmlNode): string {
  return root.attributes.get('targetNamespace')?.trim() ?? '';
}
