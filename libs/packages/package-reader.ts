import { posix } from 'node:path';
import { ConfigurationError, type ConfigurationFinding } from '#domain';
import { readJson, readYaml, type SourceFile } from '#source-file';
import { type CodeList, loadSchemaSet, readGenericode, type SchemaSet, XmlUnreadable } from '#xoev';
import { CodeLists } from './code-lists.js';
import {
  FRAGMENTS_SCHEMA,
  HEADER_SCHEMA,
  MAPPING_SCHEMA,
  type MappingFile,
  PACKAGE_SCHEMA,
  type PackageFile,
} from './file-schemas.js';
import type { FormNode } from './forms/form-node.js';
import type { FormSchema } from './forms/form-schema.js';
import type { HeaderFile, HeaderSource } from './mapping/header/header.js';
import {
  collectFragments,
  type Fragments,
  type FragmentsFile,
} from './mapping/language/fragments.js';
import { inPackage } from './package-sources.js';
import type { Workshop } from './workshop.js';

/** The form of a service. */
export interface Form {
  file: SourceFile<Readonly<Record<string, unknown>>>;
  schema: FormSchema;
}

/** Reads the package.yaml of a folder below `root`. */
export function readPackageFile(root: string, folder: string): Promise<SourceFile<PackageFile>> {
  return readYaml(root, inPackage(folder, 'package.yaml'), PACKAGE_SCHEMA);
}

/** Reads the files that a package names. What is wrong with one stands in its findings; nothing is thrown. */
export class PackageReader {
  readonly #sources: SourceFile<unknown>[];
  /** What is wrong with files that are no YAML or JSON. */
  readonly findings: ConfigurationFinding[] = [];
  /** By the key of the service; those that can be used. */
  readonly forms = new Map<string, Form>();

  constructor(
    private readonly workshop: Workshop,
    private readonly folder: string,
    private readonly file: SourceFile<PackageFile>,
  ) {
    this.#sources = [file];
  }

  /** Everything that is wrong so far. */
  get allFindings(): ConfigurationFinding[] {
    return [...this.#sources.flatMap(({ findings }) => findings), ...this.findings];
  }

  /** Whether every file could be read. */
  get complete(): boolean {
    return this.#sources.every(({ usable }) => usable);
  }

  async schemaSet(): Promise<SchemaSet | undefined> {
    const { schema, urlMap } = this.file.value;
    try {
      return await loadSchemaSet({
        file: [schema].flat().map((file) => inPackage(this.folder, file)),
        urlMap: urlMap === undefined ? {} : await this.#urlMap(urlMap),
        read: (file) => this.workshop.read(file),
      });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.findings.push(...error.findings);
      return undefined;
    }
  }

  async codeLists(): Promise<CodeLists> {
    const lists = new Map<string, CodeList>();
    for (const [index, name] of (this.file.value.codeLists ?? []).entries()) {
      const file = inPackage(this.folder, name);
      const id = posix.basename(name, '.xml');
      if (lists.has(id)) this.file.report(['codeLists', index], `The list ${id} stands twice`);
      try {
        lists.set(id, readGenericode(await this.workshop.read(file)));
      } catch (error) {
        if (error instanceof XmlUnreadable) {
          const { line, message } = error;
          this.findings.push({ file, line, message, severity: 'error' });
        } else {
          this.file.report(['codeLists', index], `${name}: ${(error as Error).message}`);
        }
      }
    }
    return new CodeLists(lists);
  }

  async readForms(): Promise<void> {
    for (const [index, { key, form }] of this.file.value.services.entries()) {
      if (this.forms.has(key)) this.file.report(['services', index, 'key'], `${key} stands twice`);
      const file = await readJson<Readonly<Record<string, unknown>>>(
        this.workshop.root,
        inPackage(this.folder, form),
        { type: 'object' },
      );
      this.#sources.push(file);
      const schema = file.usable ? this.workshop.forms.compile(file) : undefined;
      if (schema !== undefined) this.forms.set(key, { file, schema });
    }
  }

  formsOf(services: readonly string[] | undefined): FormNode[] {
    return [...this.forms]
      .filter(([key]) => services === undefined || services.includes(key))
      .map(([, { schema }]) => schema.node);
  }

  async fragments(): Promise<Fragments> {
    const files: SourceFile<FragmentsFile>[] = [];
    for (const name of this.file.value.fragments ?? []) {
      files.push(await this.#yaml<FragmentsFile>(name, FRAGMENTS_SCHEMA));
    }
    return collectFragments(files);
  }

  async header(fragments: Fragments): Promise<HeaderSource> {
    const { header = 'none' } = this.file.value;
    if (!header.endsWith('.yaml')) return { profile: header, file: this.file };
    return { file: await this.#yaml<HeaderFile>(header, HEADER_SCHEMA), fragments };
  }

  mapping(name: string): Promise<SourceFile<MappingFile>> {
    return this.#yaml(name, MAPPING_SCHEMA);
  }

  /** The files of the map are relative to the map. */
  async #urlMap(name: string): Promise<Record<string, string>> {
    const source = await readJson<Record<string, string>>(
      this.workshop.root,
      inPackage(this.folder, name),
      {
        type: 'object',
        additionalProperties: { type: 'string' },
      },
    );
    this.#sources.push(source);
    const entries = Object.entries(source.usable ? source.value : {});
    const folder = posix.dirname(source.file);
    return Object.fromEntries(entries.map(([url, file]) => [url, posix.join(folder, file)]));
  }

  async #yaml<T>(name: string, schema: Readonly<Record<string, unknown>>): Promise<SourceFile<T>> {
    const file = await readYaml<T>(this.workshop.root, inPackage(this.folder, name), schema);
    this.#sources.push(file);
    return file;
  }
}
