import { join } from 'node:path';
import type { ConfigurationFinding } from '#domain';
import { readJson } from '#source-file';
import type { SchemaSet } from '#xoev';
import { exampleNames } from '../examples/examples.js';
import { EMBEDDED_LIMIT, type LoadedPackage } from '../load-package.js';
import { fingerprintOf, inPackage, packageFiles } from '../package-sources.js';
import { loadAll } from '../packages.js';
import { documentLists } from './document-lists.js';
import { documentService } from './document-service.js';
import type { PackageDocumentation } from './model.js';

/**
 * What the package in a folder does with applications. The same files give the same documentation.
 *
 * @param root the folder that the package may read from
 * @param folder the folder of the package, relative to it
 * @returns the findings of the package, warnings included; with mistakes among them there is no documentation
 */
export async function documentPackage(
  root: string,
  folder: string,
): Promise<{
  documentation: PackageDocumentation | undefined;
  findings: readonly ConfigurationFinding[];
}> {
  const [loaded] = await loadAll(root, [folder]);
  if (loaded === undefined) return { documentation: undefined, findings: [] };
  try {
    const { findings, set } = loaded;
    const mistaken = findings.some(({ severity }) => severity === 'error');
    if (mistaken || set === undefined) return { documentation: undefined, findings };
    return { documentation: await documentationOf(root, loaded, set), findings };
  } finally {
    loaded.close();
  }
}

async function documentationOf(
  root: string,
  loaded: LoadedPackage,
  set: SchemaSet,
): Promise<PackageDocumentation> {
  const { package: id, version, title, cluster, standard, ...file } = loaded.file.value;
  const examples = await examplesByService(root, loaded.folder);
  const services = loaded.services.map((service) =>
    documentService(loaded, set, service, examples.get(service.key) ?? []),
  );
  return {
    ...{ id, version, title, cluster, standard, services },
    demonstration: file.demonstration ?? false,
    validFrom: file.validFrom,
    embeddedLimit: file.embeddedLimit ?? EMBEDDED_LIMIT,
    fingerprint: await fingerprintOf(root, await filesOf(root, loaded, set), loaded.folder),
    codeLists: documentLists(loaded.lists, services),
  };
}

/** The files in the folder of the package and those elsewhere that it names. */
async function filesOf(root: string, { folder, file }: LoadedPackage, set: SchemaSet) {
  const { codeLists = [], services, mappings, fragments = [], header, urlMap } = file.value;
  const named = [
    ...codeLists,
    ...services.map(({ form }) => form),
    ...mappings,
    ...fragments,
    ...(header?.endsWith('.yaml') ? [header] : []),
    ...(urlMap === undefined ? [] : [urlMap]),
  ].map((name) => inPackage(folder, name));
  const schemas = set.documents.map((document) => document.file);
  return [...new Set([...(await packageFiles(root, folder)), ...named, ...schemas])];
}

async function examplesByService(root: string, folder: string): Promise<Map<string, string[]>> {
  const place = inPackage(folder, 'examples');
  const examples = new Map<string, string[]>();
  for (const name of await exampleNames(join(root, place))) {
    const file = await readJson<{ service?: unknown }>(root, `${place}/${name}.json`, {
      type: 'object',
    });
    const service = file.usable ? String(file.value.service) : '';
    examples.set(service, [...(examples.get(service) ?? []), name]);
  }
  return examples;
}
