import { posix } from 'node:path';
import { ConfigurationError, type ConfigurationFinding } from '#domain';
import { readJson, readYaml, type SourceFile } from '#source-file';
import {
  type CodeList,
  loadSchemaSet,
  messageShape,
  readGenericode,
  type SchemaSet,
  Validator,
  XmlUnreadable,
} from '#xoev';
import { CodeLists } from './code-lists.js';
import type {
  AttachmentLimits,
  MessageDefinition,
  OfPackage,
  ServiceDefinition,
} from './definitions.js';
import { Expressions } from './expressions/expressions.js';
import {
  FRAGMENTS_SCHEMA,
  HEADER_SCHEMA,
  MAPPING_SCHEMA,
  type MappingFile,
  PACKAGE_SCHEMA,
  type PackageFile,
} from './file-schemas.js';
import type { FormSchema } from './form-schema.js';
import { type CompiledMapping, compileMapping } from './mapping/compile.js';
import { collectFragments, type Fragments, type FragmentsFile } from './mapping/fragments.js';
import type { HeaderFile, HeaderSource } from './mapping/header.js';
import { messageWriter } from './message-writer.js';
import { inPackage } from './package-sources.js';
import { type RejectionCodes, rejectionCodes } from './rejections.js';
import { compileRule } from './rules/compile-rule.js';
import type { RuleSource } from './rules/rule.js';
import { RuleBook } from './rules/rule-book.js';
import { type Known, knownForm, knownMessage } from './rules/rule-paths.js';
import { unusedFields } from './unused-fields.js';
import type { Workshop } from './workshop.js';

/** A package with everything compiled. Where `findings` holds an error, the rest is not to be used. */
export interface LoadedPackage {
  folder: string;
  file: SourceFile<PackageFile>;
  set: SchemaSet | undefined;
  lists: CodeLists;
  services: ServiceDefinition[];
  messages: MessageDefinition[];
  mappings: LoadedMapping[];
  rules: RuleBook;
  /** Prefixes of directory keys that the mappings ask for. */
  directoryPrefixes: Set<string>;
  findings: ConfigurationFinding[];
  close(): void;
}

export interface LoadedMapping {
  file: SourceFile<MappingFile>;
  services: string[];
  compiled: CompiledMapping | undefined;
}

const DEFAULT_ATTACHMENTS: AttachmentLimits = {
  mediaTypes: ['application/pdf', 'image/png', 'image/jpeg'],
  maximumCount: 20,
  maximumSize: 50_000_000,
  required: [],
};

/** Bytes, unless the package says otherwise. In base64 they stay below what libxml2 takes as one text. */
export const EMBEDDED_LIMIT = 5_000_000;

/** Loads and compiles the package in a folder. Mistakes are collected, nothing is thrown. */
export async function loadPackage(workshop: Workshop, folder: string): Promise<LoadedPackage> {
  const file = await readYaml<PackageFile>(
    workshop.root,
    inPackage(folder, 'package.yaml'),
    PACKAGE_SCHEMA,
  );
  return new PackageLoader(workshop, folder, file).load();
}

interface Form {
  file: SourceFile<Readonly<Record<string, unknown>>>;
  schema: FormSchema;
}

class PackageLoader {
  readonly #sources: SourceFile<unknown>[];
  readonly #findings: ConfigurationFinding[] = [];
  readonly #forms = new Map<string, Form>();

  constructor(
    private readonly workshop: Workshop,
    private readonly folder: string,
    private readonly file: SourceFile<PackageFile>,
  ) {
    this.#sources = [file];
  }

  async load(): Promise<LoadedPackage> {
    const loaded: LoadedPackage = {
      folder: this.folder,
      file: this.file,
      set: undefined,
      lists: new CodeLists(new Map()),
      services: [],
      messages: [],
      mappings: [],
      rules: new RuleBook([]),
      directoryPrefixes: new Set(this.file.value?.readerKeys),
      findings: [],
      close: () => undefined,
    };
    if (this.file.usable) await this.#compile(loaded);
    loaded.findings = [...this.#sources.flatMap(({ findings }) => findings), ...this.#findings];
    return loaded;
  }

  async #compile(loaded: LoadedPackage): Promise<void> {
    loaded.set = await this.#schemaSet();
    const lists = await this.#codeLists();
    loaded.lists = lists;
    await this.#loadForms();
    loaded.rules = this.#rules(loaded.set);
    loaded.mappings = await this.#mappings(loaded.set, lists, loaded.rules);
    const validator = this.#validator(loaded.set);
    loaded.close = () => validator?.close();
    this.#reportUnused(loaded);
    const rejections = rejectionCodes(this.file, lists);
    loaded.services = this.#services(loaded, rejections);
    if (validator === undefined) return;
    for (const { compiled, services } of loaded.mappings) {
      if (compiled === undefined) continue;
      for (const prefix of compiled.directoryPrefixes) loaded.directoryPrefixes.add(prefix);
      const expressions =
        compiled.expressions.length === 0 ? undefined : new Expressions(compiled.expressions);
      const { embeddedLimit = EMBEDDED_LIMIT } = this.file.value;
      loaded.messages.push({
        type: compiled.kind.type,
        services,
        asks: compiled.asks,
        ...this.#identity(rejections),
        ...messageWriter({
          mapping: compiled,
          validator,
          expressions,
          rules: loaded.rules,
          embeddedLimit,
        }),
      });
    }
  }

  #identity(rejections: RejectionCodes): OfPackage {
    const { package: packageId, cluster, version, validFrom } = this.file.value;
    return {
      cluster,
      packageId,
      packageVersion: `${packageId}@${version}`,
      validFrom,
      rejections,
    };
  }

  async #schemaSet(): Promise<SchemaSet | undefined> {
    const { schema, urlMap } = this.file.value;
    try {
      return await loadSchemaSet({
        file: inPackage(this.folder, schema),
        urlMap: urlMap === undefined ? {} : await this.#urlMap(urlMap),
        read: (file) => this.workshop.read(file),
      });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.#findings.push(...error.findings);
      return undefined;
    }
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

  async #codeLists(): Promise<CodeLists> {
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
          this.#findings.push({ file, line, message, severity: 'error' });
        } else {
          this.file.report(['codeLists', index], `${name}: ${(error as Error).message}`);
        }
      }
    }
    return new CodeLists(lists);
  }

  async #loadForms(): Promise<void> {
    for (const [index, { key, form }] of this.file.value.services.entries()) {
      if (this.#forms.has(key)) this.file.report(['services', index, 'key'], `${key} stands twice`);
      const file = await readJson<Readonly<Record<string, unknown>>>(
        this.workshop.root,
        inPackage(this.folder, form),
        { type: 'object' },
      );
      this.#sources.push(file);
      const schema = file.usable ? this.workshop.forms.compile(file) : undefined;
      if (schema !== undefined) this.#forms.set(key, { file, schema });
    }
  }

  #formsOf(services: readonly string[] | undefined) {
    return [...this.#forms]
      .filter(([key]) => services === undefined || services.includes(key))
      .map(([, { schema }]) => schema.node);
  }

  #rules(set: SchemaSet | undefined): RuleBook {
    const known = ({ on, services, messages }: RuleSource): Known[] => {
      if (on !== 'message') return this.#formsOf(services).map(knownForm);
      const roots = set?.globalElements() ?? [];
      return roots
        .filter(({ name }) => messages?.includes(name.local) ?? true)
        .map((root) => knownMessage(messageShape(root, set!)));
    };
    const rules = (this.file.value.rules ?? []).map((rule, index) =>
      compileRule(rule, ['rules', index], this.file, known),
    );
    return new RuleBook(rules.filter((rule) => rule !== undefined));
  }

  async #fragments(): Promise<Fragments> {
    const files: SourceFile<FragmentsFile>[] = [];
    for (const name of this.file.value.fragments ?? []) {
      files.push(await this.#yaml<FragmentsFile>(name, FRAGMENTS_SCHEMA));
    }
    return collectFragments(files);
  }

  async #header(fragments: Fragments): Promise<HeaderSource> {
    const { header = 'none' } = this.file.value;
    if (!header.endsWith('.yaml')) return { profile: header, file: this.file };
    return { file: await this.#yaml<HeaderFile>(header, HEADER_SCHEMA), fragments };
  }

  async #mappings(
    set: SchemaSet | undefined,
    lists: CodeLists,
    rules: RuleBook,
  ): Promise<LoadedMapping[]> {
    const fragments = await this.#fragments();
    const header = await this.#header(fragments);
    const { standard, readerKeys = [], characters = 'C' } = this.file.value;
    const demanded = new Set(rules.rules.flatMap((rule) => rule.demanded));
    const mappings: LoadedMapping[] = [];
    for (const name of this.file.value.mappings) {
      const file = await this.#yaml<MappingFile>(name, MAPPING_SCHEMA);
      if (!file.usable) continue;
      const services = this.#servicesOf(file);
      const forms = this.#formsOf(services);
      const demandedAttachments = (purpose: string) =>
        this.file.value.services
          .filter(({ key }) => services.includes(key))
          .every(({ attachments: { required = [] } = {} }) =>
            purpose === 'all' ? required.length > 0 : required.includes(purpose),
          );
      const parts = {
        ...{ fragments, lists, forms, header, standard, readerKeys, characters },
        demanded,
        demandedAttachments,
      };
      const compiled = set === undefined ? undefined : compileMapping({ file, set, ...parts });
      mappings.push({ file, services, compiled });
    }
    return mappings;
  }

  async #yaml<T>(name: string, schema: Readonly<Record<string, unknown>>): Promise<SourceFile<T>> {
    const file = await readYaml<T>(this.workshop.root, inPackage(this.folder, name), schema);
    this.#sources.push(file);
    return file;
  }

  #servicesOf(file: SourceFile<MappingFile>): string[] {
    const { service, services = [] } = file.value;
    const named = service === undefined ? services : [service, ...services];
    if (named.length === 0) file.report([], 'A mapping says which service it serves');
    const known = this.file.value.services.map(({ key }) => key);
    for (const key of named) {
      if (known.includes(key)) continue;
      file.report(['service'], `The package has no service ${key}; it has ${known.join(', ')}`);
    }
    return named;
  }

  #reportUnused({ mappings, rules }: LoadedPackage): void {
    if (!this.#sources.every(({ usable }) => usable)) return;
    if (mappings.some(({ compiled }) => compiled === undefined)) return;
    const used = new Set<object>(rules.rules.flatMap((rule) => rule.used));
    const expressions: string[] = [];
    for (const { compiled } of mappings) {
      for (const place of compiled?.used ?? []) used.add(place);
      expressions.push(...(compiled?.expressions ?? []).map(({ text }) => text));
    }
    for (const { key, unused: deliberate = [] } of this.file.value.services) {
      const form = this.#forms.get(key);
      if (form === undefined) continue;
      const source = { node: form.schema.node, schema: form.file.value };
      for (const { path, at } of unusedFields(source, used, { deliberate, expressions })) {
        const advice = 'map it, or list it under unused of the service';
        form.file.report(at, `Nothing uses ${path}; ${advice}`, 'warning');
      }
    }
  }

  #validator(set: SchemaSet | undefined): Validator | undefined {
    if (set === undefined) return undefined;
    try {
      return Validator.compile(set);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.#findings.push(...error.findings);
      return undefined;
    }
  }

  #services({ mappings, rules }: LoadedPackage, rejections: RejectionCodes): ServiceDefinition[] {
    const services: ServiceDefinition[] = [];
    for (const service of this.file.value.services) {
      const form = this.#forms.get(service.key);
      if (form === undefined) continue;
      services.push({
        key: service.key,
        name: service.name,
        ...this.#identity(rejections),
        demonstration: this.file.value.demonstration ?? false,
        levelOfAssurance: service.levelOfAssurance,
        attachments:
          service.attachments === undefined
            ? undefined
            : { ...DEFAULT_ATTACHMENTS, ...service.attachments },
        messages: mappings
          .filter((mapping) => mapping.services.includes(service.key))
          .map(({ compiled }) => compiled?.kind.type)
          .filter((type) => type !== undefined),
        formSchema: form.file.value,
        checkForm: (data, submission) => {
          const findings = form.schema.check(data);
          return findings.length > 0
            ? findings
            : rules.checkForm(service.key, data, { ...submission, service: service.key });
        },
      });
    }
    return services;
  }
}
