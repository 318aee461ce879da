import { posix } from 'node:path';
import {
  ConfigurationError,
  type ConfigurationFinding,
  type Finding,
  type JsonObject,
} from '#domain';
import { readInside, readJson, readYaml, type SourceFile } from '#source-file';
import {
  type CodeList,
  loadSchemaSet,
  readGenericode,
  type SchemaSet,
  Validator,
  XmlUnreadable,
} from '#xoev';
import { CodeLists } from './code-lists.js';
import type { AttachmentLimits, MessageDefinition, ServiceDefinition } from './definitions.js';
import { Expressions } from './expressions/expressions.js';
import {
  MAPPING_SCHEMA,
  type MappingFile,
  PACKAGE_SCHEMA,
  type PackageFile,
} from './file-schemas.js';
import { FormCompiler, type FormSchema } from './form-schema.js';
import { type CompiledMapping, compileMapping } from './mapping/compile.js';
import { messageWriter } from './message-writer.js';
import { inPackage } from './package-sources.js';
import { compileRule, type Rule } from './rules.js';
import { unusedFields } from './unused-fields.js';

/** A package with everything compiled. Where `findings` holds an error, the rest is not to be used. */
export interface LoadedPackage {
  folder: string;
  file: SourceFile<PackageFile>;
  services: ServiceDefinition[];
  messages: MessageDefinition[];
  /** Prefixes of directory keys that the mappings ask for. */
  directoryPrefixes: Set<string>;
  findings: ConfigurationFinding[];
  close(): void;
}

const DEFAULT_ATTACHMENTS: AttachmentLimits = {
  mediaTypes: ['application/pdf', 'image/png', 'image/jpeg'],
  maximumCount: 20,
  maximumSize: 50_000_000,
};

/** What the packages of one folder share while they are loaded: base modules are read once. */
export class Workshop {
  readonly forms = new FormCompiler();
  readonly #bytes = new Map<string, Promise<Buffer>>();

  constructor(readonly root: string) {}

  read(file: string): Promise<Buffer> {
    let reading = this.#bytes.get(file);
    if (reading === undefined) {
      reading = readInside(this.root, file);
      this.#bytes.set(file, reading);
    }
    return reading;
  }
}

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
      services: [],
      messages: [],
      directoryPrefixes: new Set(this.file.value?.readerKeys),
      findings: [],
      close: () => undefined,
    };
    if (this.file.usable) await this.#compile(loaded);
    loaded.findings = [...this.#sources.flatMap(({ findings }) => findings), ...this.#findings];
    return loaded;
  }

  async #compile(loaded: LoadedPackage): Promise<void> {
    const set = await this.#schemaSet();
    const lists = await this.#codeLists();
    await this.#loadForms();
    const rules = this.#rules();
    const mappings = await this.#mappings(set, lists);
    const validator = this.#validator(set);
    const checkRules = (service: string, data: JsonObject): Finding[] =>
      rules
        .filter(({ services }) => services === undefined || services.includes(service))
        .map((rule) => rule.check(data))
        .filter((finding) => finding !== undefined);
    loaded.close = () => validator?.close();
    this.#reportUnused(mappings, rules);
    loaded.services = this.#services(mappings, checkRules);
    if (validator === undefined) return;
    for (const { file, compiled, services } of mappings) {
      if (compiled === undefined) continue;
      for (const prefix of compiled.directoryPrefixes) loaded.directoryPrefixes.add(prefix);
      const expressions =
        compiled.expressions.length === 0
          ? undefined
          : new Expressions(compiled.expressions, file.file);
      loaded.messages.push({
        type: compiled.messageType,
        services,
        ...this.#identity(),
        write: messageWriter({ mapping: compiled, validator, expressions, checkRules }),
      });
    }
  }

  #identity() {
    const { package: packageId, cluster, version } = this.file.value;
    return { cluster, packageId, packageVersion: `${packageId}@${version}` };
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

  #rules(): Rule[] {
    const rules = (this.file.value.rules ?? []).map((rule, index) =>
      compileRule(rule, ['rules', index], this.file, (services) => this.#formsOf(services)),
    );
    return rules.filter((rule) => rule !== undefined);
  }

  async #mappings(set: SchemaSet | undefined, lists: CodeLists) {
    const mappings: {
      file: SourceFile<MappingFile>;
      services: string[];
      compiled: CompiledMapping | undefined;
    }[] = [];
    const { header = 'none', standard, readerKeys = [] } = this.file.value;
    for (const name of this.file.value.mappings) {
      const file = await readYaml<MappingFile>(
        this.workshop.root,
        inPackage(this.folder, name),
        MAPPING_SCHEMA,
      );
      this.#sources.push(file);
      if (!file.usable) continue;
      const services = this.#servicesOf(file);
      const forms = this.#formsOf(services);
      const compiled =
        set === undefined
          ? undefined
          : compileMapping({ file, set, lists, forms, header, standard, readerKeys });
      mappings.push({ file, services, compiled });
    }
    return mappings;
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

  #reportUnused(
    mappings: readonly { compiled: CompiledMapping | undefined }[],
    rules: readonly Rule[],
  ): void {
    if (!this.#sources.every(({ usable }) => usable)) return;
    if (mappings.some(({ compiled }) => compiled === undefined)) return;
    const used = new Set<object>(rules.flatMap((rule) => rule.used));
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

  #services(
    mappings: readonly { services: string[]; compiled: CompiledMapping | undefined }[],
    checkRules: (service: string, data: JsonObject) => Finding[],
  ): ServiceDefinition[] {
    const services: ServiceDefinition[] = [];
    for (const service of this.file.value.services) {
      const form = this.#forms.get(service.key);
      if (form === undefined) continue;
      services.push({
        key: service.key,
        name: service.name,
        ...this.#identity(),
        demonstration: this.file.value.demonstration ?? false,
        levelOfAssurance: service.levelOfAssurance,
        attachments:
          service.attachments === undefined
            ? undefined
            : { ...DEFAULT_ATTACHMENTS, ...service.attachments },
        messages: mappings
          .filter((mapping) => mapping.services.includes(service.key))
          .map(({ compiled }) => compiled?.messageType)
          .filter((type) => type !== undefined),
        formSchema: form.file.value,
        checkForm: (data) => {
          const findings = form.schema.check(data);
          return findings.length > 0 ? findings : checkRules(service.key, data);
        },
      });
    }
    return services;
  }
}
