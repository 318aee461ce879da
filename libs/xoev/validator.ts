import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlError,
  XmlParseError,
  XmlValidateError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { ConfigurationError, type Finding } from '#domain';
import { type SchemaDocument, XSD } from './schema/schema-files.js';
import type { SchemaSet } from './schema/schema-set.js';
import { validationFindings } from './validation-findings.js';
import { SAFE_PARSING } from './xml-node.js';

/** Checks documents against a schema set with libxml2. */
export class Validator {
  #schema: XsdValidator | undefined;

  private constructor(schema: XsdValidator) {
    this.#schema = schema;
  }

  /**
   * Compiles the set once. libxml2 loads one document per namespace, so it gets a driver that includes all of
   * a namespace's documents, and sees the memory only while it compiles: afterwards it can open nothing.
   */
  static compile(set: SchemaSet): Validator {
    const memory = new XmlBufferInputProvider(inMemory(set.documents));
    xmlRegisterInputProvider(memory);
    try {
      const driver = XmlDocument.fromString(mainDriver(set.documents), { url: `${BASE}main.xsd` });
      try {
        return new Validator(XsdValidator.fromDoc(driver));
      } finally {
        driver.dispose();
      }
    } catch (error) {
      if (!(error instanceof XmlValidateError || error instanceof XmlParseError)) throw error;
      throw new ConfigurationError('The schema', compileFindings(error, set.documents));
    } finally {
      xmlCleanupInputProvider();
    }
  }

  /** What is wrong with a document: XML path and expectation, never a value. Empty when it is valid. */
  validate(bytes: Uint8Array): Finding[] {
    if (this.#schema === undefined) throw new Error('The validator was closed');
    let document: XmlDocument | undefined;
    try {
      document = XmlDocument.fromBuffer(bytes, SAFE_PARSING);
      this.#schema.validate(document);
      return [];
    } catch (error) {
      if (error instanceof XmlValidateError) return validationFindings(error.details);
      if (!(error instanceof XmlError)) throw error;
      const detail =
        error instanceof XmlParseError
          ? `The document is not well-formed XML (line ${error.details[0]?.line ?? 1})`
          : 'The document cannot be checked: it uses entities or other things that no message needs';
      return [{ pointer: '/', code: 'not-well-formed', detail }];
    } finally {
      document?.dispose();
    }
  }

  close(): void {
    this.#schema?.dispose();
    this.#schema = undefined;
  }
}

const BASE = 'nahtlos-schema:/';

function documentUrl(document: SchemaDocument): string {
  return `${BASE}${document.id}.xsd`;
}

function driverUrl(namespaces: readonly string[], namespace: string): string {
  return `${BASE}namespace-${namespaces.indexOf(namespace)}.xsd`;
}

function namespacesOf(documents: readonly SchemaDocument[]): string[] {
  return [...new Set(documents.map(({ namespace }) => namespace))];
}

function mainDriver(documents: readonly SchemaDocument[]): string {
  const namespaces = namespacesOf(documents);
  const lines = namespaces.map((namespace) =>
    namespace === ''
      ? `<xs:include schemaLocation="${driverUrl(namespaces, namespace)}"/>`
      : `<xs:import namespace="${attribute(namespace)}" schemaLocation="${driverUrl(namespaces, namespace)}"/>`,
  );
  return `<xs:schema xmlns:xs="${XSD}">${lines.join('')}</xs:schema>`;
}

function inMemory(documents: readonly SchemaDocument[]): Record<string, Uint8Array> {
  const namespaces = namespacesOf(documents);
  const files: Record<string, Uint8Array> = {};
  for (const namespace of namespaces) {
    const target = namespace === '' ? '' : ` targetNamespace="${attribute(namespace)}"`;
    const includes = documents
      .filter((document) => document.namespace === namespace)
      .map((document) => `<xs:include schemaLocation="${documentUrl(document)}"/>`);
    files[driverUrl(namespaces, namespace)] = Buffer.from(
      `<xs:schema xmlns:xs="${XSD}"${target}>${includes.join('')}</xs:schema>`,
    );
  }
  for (const document of documents) {
    files[documentUrl(document)] = Buffer.from(relocated(document, documents, namespaces));
  }
  return files;
}

/** The text of a document with every location replaced by the place in memory that stands for it. */
function relocated(
  document: SchemaDocument,
  documents: readonly SchemaDocument[],
  namespaces: readonly string[],
): string {
  let { text } = document;
  const nodes = [...document.links].sort(([a], [b]) => b.offset - a.offset);
  for (const [node, linked] of nodes) {
    const end = text.indexOf('>', node.offset);
    const tag = text.slice(node.offset, end);
    const target =
      node.local === 'include' && documents.includes(linked)
        ? documentUrl(linked)
        : driverUrl(namespaces, linked.namespace);
    const moved = tag.replace(
      /(\sschemaLocation\s*=\s*)("[^"]*"|'[^']*')/,
      (_, before: string) => `${before}"${target}"`,
    );
    text = text.slice(0, node.offset) + moved + text.slice(end);
  }
  return text.replace(/^\uFEFF?<\?xml[^>]*\?>/, '');
}

function attribute(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

function compileFindings(
  error: XmlValidateError | XmlParseError,
  documents: readonly SchemaDocument[],
) {
  return error.details.map(({ file, line, message }) => {
    const id = /(\d+)\.xsd$/.exec(file ?? '')?.[1];
    const document = id === undefined ? undefined : documents.find((one) => one.id === Number(id));
    return {
      file: document?.file ?? documents[0]?.file ?? '',
      line: document === undefined ? 1 : line,
      message: message.trim(),
      severity: 'error' as const,
    };
  });
}
