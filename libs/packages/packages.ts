import { ConfigurationError, type ConfigurationFinding } from '#domain';
import type { MessageDefinition, ServiceDefinition } from './definitions.js';
import { Calendar, type Edition, Editions } from './editions.js';
import { type LoadedPackage, loadPackage } from './load-package.js';
import { packageFolders, packagesVersion } from './package-sources.js';
import { Workshop } from './workshop.js';

/** All packages as they are in force: services and how their messages are written. */
export interface Packages {
  /** `packages@` and 12 hex digits over everything that a message depends on. */
  version: string;
  /** The newest version of each service. */
  services(): readonly ServiceDefinition[];
  service(key: string, edition?: Edition): ServiceDefinition | undefined;
  /** Where several services have a message of one type, `edition.service` says which is meant. */
  message(type: string, edition?: Edition): MessageDefinition | undefined;
  /** All versions of a service, the newest first. */
  versions(service: string): readonly ServiceDefinition[];
  /** Ids of the clusters, sorted. */
  clusters(): string[];
  /** What deserves a look without being a mistake. */
  warnings: readonly ConfigurationFinding[];
  /** Gives the compiled schemas free; nothing can be written afterwards. */
  close(): void;
}

/**
 * Loads every package below a folder, all or nothing.
 *
 * @throws ConfigurationError with every mistake of every package, with file and line
 */
export async function loadPackages(folder: string): Promise<Packages> {
  const loaded = await loadAll(folder);
  const findings = allFindings(loaded);
  const mistakes = findings.filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0) {
    for (const one of loaded) one.close();
    throw new ConfigurationError(`The packages in ${folder}`, mistakes);
  }
  return inForce(loaded, await packagesVersion(folder), findings);
}

/** Loads the packages below a folder, or only some of them, by their folders relative to it. */
export async function loadAll(folder: string, only?: readonly string[]): Promise<LoadedPackage[]> {
  const names = only ?? (await packageFolders(folder));
  const unusable = names.includes('')
    ? 'This is a package itself; name the folder above it, from which it takes base modules too'
    : names.length === 0 && 'There are no packages here: no folder in it has a package.yaml';
  if (unusable) {
    const finding = { file: folder, line: 1, message: unusable, severity: 'error' } as const;
    throw new ConfigurationError('The folder of the packages', [finding]);
  }
  const loaded: LoadedPackage[] = [];
  const workshop = new Workshop(folder);
  for (const name of names) loaded.push(await loadPackage(workshop, name));
  return loaded;
}

/** The findings of the packages and those of one beside the other. */
export function allFindings(loaded: readonly LoadedPackage[]): ConfigurationFinding[] {
  return [...loaded.flatMap(({ findings }) => findings), ...duplicates(loaded)];
}

export function inForce(
  loaded: readonly LoadedPackage[],
  version: string,
  warnings: readonly ConfigurationFinding[],
): Packages {
  const calendar = new Calendar(
    loaded.map(({ file: { value } }) => ({
      packageId: value.package,
      packageVersion: `${value.package}@${value.version}`,
      validFrom: value.validFrom,
    })),
  );
  const services = new Editions(
    loaded.flatMap((one) => one.services),
    ({ key }) => key,
    calendar,
  );
  const messages = new Editions(
    loaded.flatMap((one) => one.messages),
    ({ type }) => type,
    calendar,
  );
  return {
    version,
    services: () => services.all(),
    service: (key, edition) => services.get(key, edition),
    message: (type, edition) => messages.get(type, edition),
    versions: (service) => services.versions(service),
    clusters: () => [...new Set(loaded.map(({ file }) => file.value.cluster))].sort(),
    warnings,
    close: () => {
      for (const one of loaded) one.close();
    },
  };
}

/** Of what stands in several packages, only versions of one package may: each in force from another day on. */
function duplicates(loaded: readonly LoadedPackage[]): ConfigurationFinding[] {
  const findings: ConfigurationFinding[] = [];
  const owners = new Map<string, LoadedPackage>();
  const claim = (what: string, one: LoadedPackage, line: number, inVersions: boolean) => {
    const owner = owners.get(what);
    owners.set(what, owner ?? one);
    const version = inVersions && owner?.file.value.package === one.file.value.package;
    if (owner === undefined || version) return;
    const message = `${what} stands in ${owner.file.file} already`;
    findings.push({ file: one.file.file, line, message, severity: 'error' });
  };
  for (const one of loaded) {
    if (!one.file.usable) continue;
    const { package: id, version, validFrom, services } = one.file.value;
    claim(`The version ${version} of ${id}`, one, one.file.lineOf(['version']), false);
    const from = validFrom === undefined ? 'without validFrom' : `from ${validFrom} on`;
    claim(`A version of ${id} ${from}`, one, one.file.lineOf(['validFrom']), false);
    for (const { key } of one.services) {
      const index = services.findIndex((service) => service.key === key);
      claim(`The service ${key}`, one, one.file.lineOf(['services', index, 'key']), true);
    }
    for (const { type } of one.messages) {
      claim(`The message ${type}`, one, one.file.lineOf(['mappings']), true);
    }
  }
  return findings;
}
