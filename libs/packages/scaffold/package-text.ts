import type { PackageFile } from '../file-schemas.js';
import type { Scaffold } from './scaffold.js';
import type { CodeListNeed } from './skeleton.js';
import { comment, scalar, shortened } from './yaml-text.js';

export interface PackageFacts {
  scaffold: Scaffold;
  /** Leistungsschlüssel, and whether it only holds the place of one. */
  service: string;
  isPlaceholder: boolean;
  /** Of the message, as the schema gives it. */
  title: string;
  /** Relative to the package. */
  schema: string;
  urlMap: string | undefined;
  form: string;
  mapping: string;
}

/** The package.yaml of a new package, with what is still to be decided as comments. */
export function packageText(facts: PackageFacts): string {
  const { scaffold, schema, urlMap } = facts;
  const { standard, header, skeleton } = scaffold;
  const id = packageId(standard.name ?? skeleton.message);
  const title = standard.title ?? standard.name ?? skeleton.message;
  const unsaid = [standard.name, standard.version].includes(undefined);
  return [
    `package: ${id}`,
    `cluster: ${id} # the family of Fachverfahren that shares the topic, e.g. gewerbe or bauwesen`,
    'version: "1.0.0"',
    `title: ${scalar(title)}`,
    ...(unsaid ? ['# The schema does not say it all: look it up.'] : []),
    `standard: { name: ${scalar(standard.name ?? 'unknown')}, version: ${JSON.stringify(standard.version ?? 'unknown')} }`,
    `schema: ${scalar(schema)}`,
    ...(urlMap === undefined ? [] : [`urlMap: ${scalar(urlMap)}`]),
    `header: ${header}`,
    ...(header === 'none'
      ? []
      : ['# readerKeys: [ags, ars] # prefixes of the reader’s key, the preferred one first']),
    'codeLists: []',
    ...listLines(skeleton.codeLists, skeleton.message),
    ...serviceLines(facts),
    ...mappingLines(facts),
    '',
  ].join('\n');
}

/** What a further message adds to a package.yaml that is there already. */
export function additionLines(known: PackageFile, facts: PackageFacts): string[] {
  const { scaffold, service, schema, urlMap } = facts;
  const schemas = [known.schema].flat();
  const { header = 'none' } = known;
  const wanted = scaffold.header;
  return [
    ...(schemas.includes(schema)
      ? []
      : [`schema: [${[...schemas, schema].map(scalar).join(', ')}]`]),
    ...(urlMap === undefined || urlMap === known.urlMap
      ? []
      : known.urlMap === undefined
        ? [`urlMap: ${scalar(urlMap)}`]
        : [`# urlMap: one file with the addresses of ${known.urlMap} and ${urlMap}`]),
    ...(wanted === 'none' || wanted === header
      ? []
      : header === 'none'
        ? [`header: ${wanted}`]
        : [`# header: ${wanted} fits the message; beside ${header} it needs a package of its own`]),
    ...listLines(scaffold.skeleton.codeLists, scaffold.skeleton.message),
    ...(known.services.some(({ key }) => key === service) ? [] : serviceLines(facts)),
    ...mappingLines(facts),
  ];
}

function serviceLines({ service, isPlaceholder, title, form }: PackageFacts): string[] {
  return [
    'services:',
    `  - key: ${JSON.stringify(service)}${isPlaceholder ? ' # holds the place: look up the Leistungsschlüssel' : ''}`,
    `    name: ${scalar(shortened(title, 120))}`,
    '    source: to be looked up # where the key was found',
    `    form: ${scalar(form)}`,
  ];
}

function mappingLines({ mapping }: PackageFacts): string[] {
  return ['mappings:', `  - ${scalar(mapping)}`];
}

function listLines(needs: readonly CodeListNeed[], message: string): string[] {
  if (needs.length === 0) return [];
  const told = comment(
    'The message takes codes of these lists. Fetch each as genericode, e.g. from https://www.xrepository.de, put it below codelists/ and name it above, e.g. codeLists: [codelists/staat_2024-08-01.xml].',
    0,
  );
  return [...told, ...needs.flatMap((need) => comment(`- ${needText(need, message)}`, 0))];
}

/** What list, which version, under which name, for which targets. */
export function needText(need: CodeListNeed, message: string): string {
  const { uri, fixed, version, list, targets } = need;
  const what = uri ?? 'a list that you choose';
  const ofHeader = targets.some((target) => /^[^/]*kopf[^/]*\/.*nachrichtentyp$/i.test(target));
  const which = [
    fixed ? (version === undefined ? 'any version' : `version ${version}`) : undefined,
    !fixed && uri !== undefined ? 'recommended' : undefined,
    ofHeader
      ? `as codelists/nachrichtentyp_<version>.xml, where the header looks for the code of ${message}`
      : list && `as codelists/${list}_<version>.xml`,
  ].filter((one) => one !== undefined);
  return `${what}${which.length === 0 ? '' : ` (${which.join(', ')})`} for ${targets.join(', ')}`;
}

/** An id in small letters of a standard's name. */
export function packageId(name: string): string {
  const id = name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return id === '' ? 'package' : id;
}

/** A form that takes nothing yet. */
export function emptyForm(title: string): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    additionalProperties: false,
    required: [],
    properties: {},
  };
}
