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
import { ConfigurationError, type ConfigurationFinding, type Finding } from '#domain';
import { namedPath } from './named-path.js';
import { type LibxmlSchema, libxmlSchema } from './schema/libxml-schema.js';
import type { SchemaSet } from './schema/schema-set.js';
import { type Violation, validationFindings } from './validation-findings.js';
import { SAFE_PARSING } from './xml-node.js';

/** Checks documents against a schema set with libxml2. */
export class Validator {
  #schema: XsdValidator | undefined;

  private constructor(schema: XsdValidator) {
    this.#schema = schema;
  }

  /**
   * Compiles the set once. libxml2 sees the memory that holds it only while it compiles: afterwards it can open
   * nothing. What it refuses is a ConfigurationError with file and line.
   */
  static compile(set: SchemaSet): Validator {
    const schema = libxmlSchema(set);
    const memory = Object.entries(schema.files).map(([url, text]) => [url, Buffer.from(text)]);
    xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(memory)));
    try {
      const driver = XmlDocument.fromString(schema.main, { url: schema.mainUrl });
      try {
        return new Validator(XsdValidator.fromDoc(driver));
      } finally {
        driver.dispose();
      }
    } catch (error) {
      if (!(error instanceof XmlValidateError || error instanceof XmlParseError)) throw error;
      throw new ConfigurationError('The schema', compileFindings(error, schema, set));
    } finally {
      xmlCleanupInputProvider();
    }
  }

  /** What is wrong with a document: XML path and expectation, never a value. Empty when it is valid. */
  validate(bytes: Uint8Array): Finding[] {
    return this.violations(bytes).map(({ line, ...finding }) => finding);
  }

  /** As `validate`, with the lines of a document that somebody has before them. */
  violations(bytes: Uint8Array): Violation[] {
    if (this.#schema === undefined) throw new Error('The validator was closed');
    let document: XmlDocument | undefined;
    try {
      document = XmlDocument.fromBuffer(bytes, SAFE_PARSING);
      this.#schema.validate(document);
      return [];
    } catch (error) {
      if (error instanceof XmlValidateError) {
        return validationFindings(error.details, (path) => namedPath(document!, path));
      }
      if (!(error instanceof XmlError)) throw error;
      const line = error instanceof XmlParseError ? (error.details[0]?.line ?? 1) : undefined;
      const detail =
        line === undefined
          ? 'The document cannot be checked: it uses entities or other things that no message needs'
          : `The document is not well-formed XML (line ${line})`;
      return [{ pointer: '/', code: 'not-well-formed', detail, line }];
    } finally {
      document?.dispose();
    }
  }

  close(): void {
    this.#schema?.dispose();
    this.#schema = undefined;
  }
}

/** Where libxml2 finds a mistake in a schema; its warnings count where it says nothing else. */
function compileFindings(
  { details }: XmlValidateError | XmlParseError,
  schema: LibxmlSchema,
  set: SchemaSet,
): ConfigurationFinding[] {
  const errors = details.filter(({ level }) => level > WARNING);
  return (errors.length > 0 ? errors : details).map(({ file, line, message }) => {
    const document = file === undefined ? undefined : schema.documentAt(file);
    return {
      file: document?.file ?? set.documents[0]?.file ?? '',
      line: document === undefined ? 1 : line,
      message: message.trim(),
      severity: 'error',
    };
  });
}

const WARNING = 1;
