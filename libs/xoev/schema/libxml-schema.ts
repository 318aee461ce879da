import type { XmlNode } from '../xml-node.js';
import { escapedText } from '../xml-text.js';
import { XSD } from './namespaces.js';
import type { SchemaDocument } from './schema-document.js';
import type { SchemaSet } from './schema-set.js';

const BASE = 'nahtlos-schema:/';

/** A schema set as texts for libxml2, by the addresses under which it asks for them. */
export interface LibxmlSchema {
  main: string;
  mainUrl: string;
  files: Readonly<Record<string, string>>;
  /** The document that an address stands for. */
  documentAt(url: string): SchemaDocument | undefined;
}

/**
 * libxml2 loads one document per namespace. So each namespace has a driver that includes all of its documents, and
 * each document is written anew: its includes left out, its imports led to the drivers, copies and annotations
 * dropped, and every element on the line where it stood, so that what libxml2 finds has its right place.
 */
export function libxmlSchema(set: SchemaSet): LibxmlSchema {
  const namespaces = [...new Set(set.documents.map(({ namespace }) => namespace))];
  const drivers = new Map(
    namespaces.map((namespace, index) => [namespace, `${BASE}namespace-${index}.xsd`]),
  );
  const files: Record<string, string> = {};
  const byUrl = new Map<string, SchemaDocument>();
  for (const [namespace, url] of drivers) {
    const documents = set.documents.filter((document) => document.namespace === namespace);
    const includes = documents.map(({ id }) => `<xs:include schemaLocation="${BASE}${id}.xsd"/>`);
    const target = namespace === '' ? '' : ` targetNamespace="${escapedText(namespace)}"`;
    files[url] = `<xs:schema xmlns:xs="${XSD}"${target}>${includes.join('')}</xs:schema>`;
  }
  for (const document of set.documents) {
    const url = `${BASE}${document.id}.xsd`;
    byUrl.set(url, document);
    files[url] = new Rewriting(document, set.copies.get(document) ?? new Set(), drivers).text();
  }
  const imports = [...drivers].map(([namespace, url]) =>
    namespace === ''
      ? `<xs:include schemaLocation="${url}"/>`
      : `<xs:import namespace="${escapedText(namespace)}" schemaLocation="${url}"/>`,
  );
  return {
    main: `<xs:schema xmlns:xs="${XSD}">${imports.join('')}</xs:schema>`,
    mainUrl: `${BASE}main.xsd`,
    files,
    documentAt: (url) => byUrl.get(url),
  };
}

class Rewriting {
  readonly #parts: string[] = [];
  #line = 1;

  constructor(
    private readonly document: SchemaDocument,
    private readonly copies: ReadonlySet<XmlNode>,
    private readonly drivers: ReadonlyMap<string, string>,
  ) {}

  text(): string {
    this.#element(this.document.root);
    return this.#parts.join('');
  }

  #element(node: XmlNode): void {
    if (node.line > this.#line) {
      this.#parts.push('\n'.repeat(node.line - this.#line));
      this.#line = node.line;
    }
    this.#parts.push(`<${node.name}`);
    const isImport = node.namespace === XSD && node.local === 'import';
    for (const [name, value] of node.attributes) {
      if (!isImport || name !== 'schemaLocation') {
        this.#parts.push(` ${name}="${escapedText(value)}"`);
      }
    }
    const driver = isImport ? this.drivers.get(node.attributes.get('namespace') ?? '') : undefined;
    if (driver !== undefined) this.#parts.push(` schemaLocation="${driver}"`);
    const children = node.children.filter((child) => !this.#dropped(child));
    if (children.length === 0) {
      this.#parts.push('/>');
      return;
    }
    this.#parts.push('>');
    for (const child of children) this.#element(child);
    this.#parts.push(`</${node.name}>`);
  }

  #dropped(node: XmlNode): boolean {
    return (
      this.copies.has(node) ||
      (node.namespace === XSD && ['annotation', 'include', 'redefine'].includes(node.local))
    );
  }
}
