import { ConfigurationError, type ConfigurationFinding } from '#domain';
import type { SourceFile } from '#source-file';
import { messageShape, type SchemaSet, Validator } from '#xoev';
import { CodeLists } from './code-lists.js';
import type {
  AttachmentLimits,
  MessageDefinition,
  OfPackage,
  ServiceDefinition,
} from './definitions.js';
import { Expressions } from './expressions/expressions.js';
import type { MappingFile, PackageFile } from './file-schemas.js';
import { FormLabels } from './forms/form-labels.js';
import { unknownField, unusedFields } from './forms/unused-fields.js';
import { CodeMeanings } from './mapping/codes/code-meanings.js';
import { type CompiledMapping, compileMapping } from './mapping/compile.js';
import type { TakenAttachments } from './mapping/context.js';
import { readIso } from './mapping/values/moments.js';
import { messageWriter } from './message-writer.js';
import { PackageReader, readPackageFile } from './package-reader.js';
import { type RejectionCodes, rejectionCodes } from './rejections.js';
import { compileRule } from './rules/compile-rule.js';
import type { RuleSource } from './rules/rule.js';
import { RuleBook } from './rules/rule-book.js';
import { type Known, knownForm, knownMessage } from './rules/rule-paths.js';
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
  const file = await readPackageFile(workshop.root, folder);
  return new PackageLoader(workshop, folder, file).load();
}

class PackageLoader {
  readonly #reader: PackageReader;
  readonly #meanings = new CodeMeanings();

  constructor(
    workshop: Workshop,
    private readonly folder: string,
    private readonly file: SourceFile<PackageFile>,
  ) {
    this.#reader = new PackageReader(workshop, folder, file);
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
    if (this.file.usable) {
      this.#checkCalendar();
      await this.#compile(loaded);
    }
    loaded.findings = this.#reader.allFindings;
    return loaded;
  }

  #checkCalendar(): void {
    const { validFrom } = this.file.value;
    if (validFrom === undefined || readIso(validFrom) !== undefined) return;
    this.file.report(['validFrom'], `${validFrom} is no day of the calendar`);
  }

  async #compile(loaded: LoadedPackage): Promise<void> {
    loaded.set = await this.#reader.schemaSet();
    const lists = await this.#reader.codeLists();
    loaded.lists = lists;
    await this.#reader.readForms();
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
          set: loaded.set!,
          lists: [...lists.all().values()],
          characters: this.file.value.characters ?? 'C',
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

  #rules(set: SchemaSet | undefined): RuleBook {
    const known = ({ on, services, messages }: RuleSource): Known[] => {
      if (on !== 'message') return this.#reader.formsOf(services).map(knownForm);
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

  async #mappings(
    set: SchemaSet | undefined,
    lists: CodeLists,
    rules: RuleBook,
  ): Promise<LoadedMapping[]> {
    const fragments = await this.#reader.fragments();
    const header = await this.#reader.header(fragments);
    const { standard, readerKeys = [], characters = 'C' } = this.file.value;
    const demanded = new Set(rules.rules.flatMap((rule) => rule.demanded));
    const mappings: LoadedMapping[] = [];
    for (const name of this.file.value.mappings) {
      const file = await this.#reader.mapping(name);
      if (!file.usable) continue;
      const services = this.#servicesOf(file);
      const forms = this.#reader.formsOf(services);
      const parts = {
        ...{ fragments, lists, forms, header, standard, readerKeys, characters },
        demanded,
        meanings: this.#meanings,
        attachments: this.#attachmentsOf(services),
      };
      const compiled = set === undefined ? undefined : compileMapping({ file, set, ...parts });
      reportSecond(mappings, file, services);
      mappings.push({ file, services, compiled });
    }
    return mappings;
  }

  #attachmentsOf(services: readonly string[]): TakenAttachments {
    const limits = this.file.value.services
      .filter(({ key }) => services.includes(key))
      .map(attachmentLimits);
    return {
      demanded: (purpose) =>
        limits.every((limit) =>
          purpose === 'all' ? limit?.required.length : limit?.required.includes(purpose),
        ),
      most: Math.max(0, ...limits.map((limit) => limit?.maximumCount ?? 0)),
    };
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
    if (!this.#reader.complete) return;
    if (mappings.some(({ compiled }) => compiled === undefined)) return;
    const used = new Set<object>(rules.rules.flatMap((rule) => rule.used));
    const expressions: string[] = [];
    for (const { compiled } of mappings) {
      for (const place of compiled?.used ?? []) used.add(place);
      expressions.push(...(compiled?.expressions ?? []).map(({ text }) => text));
    }
    for (const [index, { key, unused: deliberate = [] }] of this.file.value.services.entries()) {
      const form = this.#reader.forms.get(key);
      if (form === undefined) continue;
      for (const [number, path] of deliberate.entries()) {
        const mistake = unknownField(form.schema.node, path);
        if (mistake === undefined) continue;
        this.file.report(['services', index, 'unused', number], mistake);
      }
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
      this.#reader.findings.push(...error.findings);
      return undefined;
    }
  }

  /** An attachment that is allowed by itself and never together with nothing else is a slip. */
  #checkLimits(index: number, limits: AttachmentLimits | undefined): void {
    if (limits?.maximumTotal === undefined || limits.maximumTotal >= limits.maximumSize) return;
    this.file.report(
      ['services', index, 'attachments', 'maximumTotal'],
      `maximumTotal is less than the ${limits.maximumSize} bytes of maximumSize; no attachment could be that large`,
    );
  }

  #services({ mappings, rules }: LoadedPackage, rejections: RejectionCodes): ServiceDefinition[] {
    const services: ServiceDefinition[] = [];
    for (const [index, service] of this.file.value.services.entries()) {
      this.#checkLimits(index, attachmentLimits(service));
      const form = this.#reader.forms.get(service.key);
      if (form === undefined) continue;
      services.push({
        key: service.key,
        name: service.name,
        ...this.#identity(rejections),
        demonstration: this.file.value.demonstration ?? false,
        levelOfAssurance: service.levelOfAssurance,
        attachments: attachmentLimits(service),
        messages: mappings
          .filter((mapping) => mapping.services.includes(service.key))
          .map(({ compiled }) => compiled?.kind.type)
          .filter((type) => type !== undefined),
        formSchema: form.file.value,
        labels: new FormLabels(form.schema.node, this.#meanings),
        purposeName: (purpose) => this.#meanings.ofPurpose(purpose),
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

function attachmentLimits({
  attachments,
}: PackageFile['services'][number]): AttachmentLimits | undefined {
  return attachments && { ...DEFAULT_ATTACHMENTS, ...attachments };
}

/** A message of one type may be made differently for each service, but not twice for one. */
function reportSecond(
  earlier: readonly LoadedMapping[],
  file: SourceFile<MappingFile>,
  services: readonly string[],
): void {
  for (const other of earlier) {
    if (other.file.value.message !== file.value.message) continue;
    const service = services.find((key) => other.services.includes(key));
    if (service === undefined) continue;
    const message = `${file.value.message} is mapped for ${service} in ${other.file.file} already`;
    file.report(['message'], message);
  }
}
