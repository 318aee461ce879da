import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type PackageFile, readPackageFile } from '#packages';
import { WrongCall } from '../command.js';

/** The package that lies in a folder already; undefined where there is none. */
export async function knownPackage(folder: string): Promise<PackageFile | undefined> {
  const path = resolve(folder);
  if (!existsSync(join(path, 'package.yaml'))) return undefined;
  const file = await readPackageFile(dirname(path), basename(path));
  const [mistake] = file.findings;
  if (mistake === undefined) return file.value;
  const { line, message } = mistake;
  throw new WrongCall(`${join(folder, 'package.yaml')}:${line} ${message}. Mend it first.`);
}

/** The service that a further message of a package is for, where there is no choice. */
export function onlyService(known: PackageFile | undefined): string | undefined {
  const [first, second] = known?.services ?? [];
  return second === undefined ? first?.key : undefined;
}

/** Where a package has the form of a service. */
export function formOfService(
  folder: string,
  known: PackageFile | undefined,
  service: string | undefined,
): string | undefined {
  const found = known?.services.find(({ key }) => key === service);
  return found && join(folder, found.form);
}
