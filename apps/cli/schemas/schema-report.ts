import { posix } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ConfigurationError, type ConfigurationFinding } from '#domain';
import {
  type ElementDeclaration,
  loadSchemaSet,
  messageRoots,
  type SchemaSet,
  standardsOf,
  Validator,
} from '#xoev';
import { schemaFilesIn } from './schema-files-in.js';
import type { SchemaPlace } from './schema-place.js';
import { missingEntries } from './url-map-advice.js';

export interface RootReport {
  name: string;
  namespace: string;
  /** Empty for an anonymous type. */
  type: string;
  /** What the type extends or restricts; empty where it is nothing that has a name. */
  base: string;
  /** As xs:appinfo gives it. */
  title: string;
  documentation: string;
  file: string;
  line: number;
}

/** What an engineer wants to know of a schema set before anything else. */
export interface SchemaReport {
  /** Whether our model takes it, and libxml2; undefined where it was not asked. */
  loads: { model: boolean; libxml2: boolean | undefined };
  milliseconds: { model: number; libxml2: number };
  standards: ReturnType<typeof standardsOf>;
  messages: RootReport[];
  otherElements: (RootReport & { why: string })[];
  namespaces: { namespace: string; prefix: string; files: string[] }[];
  /** Files that only repeat what others declare. */
  copies: string[];
  findings: readonly ConfigurationFinding[];
  /** What the URL map lacks: the file that is likeliest meant, null where there is none. */
  urlMap: Record<string, string | null>;
}

export async function schemaReport(place: SchemaPlace): Promise<SchemaReport> {
  const report: SchemaReport = {
    loads: { model: false, libxml2: undefined },
    milliseconds: { model: 0, libxml2: 0 },
    standards: [],
    messages: [],
    otherElements: [],
    namespaces: [],
    copies: [],
    findings: [],
    urlMap: {},
  };
  const begun = performance.now();
  try {
    const set = await loadSchemaSet(place.source);
    report.milliseconds.model = since(begun);
    report.loads.model = true;
    describe(set, report);
    const compiling = performance.now();
    report.loads.libxml2 = false;
    Validator.compile(set).close();
    report.milliseconds.libxml2 = since(compiling);
    report.loads.libxml2 = true;
  } catch (cause) {
    if (!(cause instanceof ConfigurationError)) throw cause;
    report.findings = cause.findings;
    if (!report.loads.model) report.urlMap = await urlMapFor(place);
  }
  return report;
}

function describe(set: SchemaSet, report: SchemaReport): void {
  const { messages, others } = messageRoots(set);
  report.copies = set.repeated.map(({ file }) => file);
  report.standards = standardsOf(set.documents);
  report.messages = messages.map(rootReport);
  report.otherElements = others.map(({ element, why }) => ({ ...rootReport(element), why }));
  for (const { namespace, file } of set.documents) {
    const known = report.namespaces.find((one) => one.namespace === namespace);
    if (known !== undefined) known.files.push(file);
    else {
      const prefix = set.prefixOf(namespace) ?? '';
      report.namespaces.push({ namespace, prefix, files: [file] });
    }
  }
}

function rootReport(element: ElementDeclaration): RootReport {
  const { name, type, title, documentation, place } = element;
  return {
    name: name.local,
    namespace: name.namespace,
    type: type.name?.local ?? '',
    base: type.base?.name?.local ?? '',
    title: title ?? type.title ?? '',
    documentation: documentation || type.documentation,
    ...place,
  };
}

async function urlMapFor({ source, root, mapFolder }: SchemaPlace) {
  const files = await schemaFilesIn(root);
  const missing = await missingEntries(source, files);
  return Object.fromEntries(
    [...missing].map(([url, file]) => [
      url,
      file === undefined ? null : posix.relative(mapFolder, file),
    ]),
  );
}

function since(begun: number): number {
  return Math.round(performance.now() - begun);
}
