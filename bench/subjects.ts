import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { AcceptedSubmission } from '#domain';
import { exampleInput, loadPackages, type MessageInput } from '#packages';
import { openValidator, type Validator } from '#xoev';
import { writeXbauPackage, XBAU_DATA, XBAU_SERVICE } from '../test/fixtures/xoev/xbau-package.js';

/** A message that is measured, and a validator of the same schemas that does nothing else. */
export interface Subject {
  name: string;
  elements: number;
  bytes: Uint8Array;
  /** The folder of all packages, and the type of the message in it. */
  packages: string;
  type: string;
  input: MessageInput;
  write(): Uint8Array | Promise<Uint8Array>;
  validator: Validator;
  close(): Promise<void>;
}

const XBAU_MESSAGE = 'universellerAntrag.antrag.1200';

/** The largest message that an example of our packages gives, by the number of its elements. */
export async function largestOfOurs(root: string): Promise<Subject> {
  const packages = join(root, 'schemas');
  const message = exampleMessages(packages).reduce((largest, other) =>
    elementsOf(readFileSync(other)) > elementsOf(readFileSync(largest)) ? other : largest,
  );
  const [example = '', ...type] = basename(message, '.xml').split('.');
  const body = JSON.parse(readFileSync(join(dirname(message), `${example}.json`), 'utf8'));
  return subject({ packages, folder: dirname(dirname(message)), type: type.join('.'), body });
}

/** A message of XBau-Kernmodul 1.3.0, or nothing where the official set is not at hand. */
export async function ofXbau(root: string): Promise<Subject | undefined> {
  const packages = await xbauPackages(root);
  if (packages === undefined) return undefined;
  const body = { service: XBAU_SERVICE, area: '073150000000', reference: 'bench', data: XBAU_DATA };
  const made = await subject({
    packages,
    folder: join(packages, 'xbau'),
    type: XBAU_MESSAGE,
    body,
  });
  const close = async () => {
    await made.close();
    await rm(packages, { recursive: true });
  };
  return { ...made, name: `XBau-Kernmodul, ${XBAU_MESSAGE}`, close };
}

/** A temporary folder with a package on the official set, or nothing where that is not at hand. */
export async function xbauPackages(root: string): Promise<string | undefined> {
  const official = join(root, '../shared/official');
  if (!existsSync(official)) {
    process.stderr.write('XBau-Kernmodul is left out: the official set is not at hand.\n');
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'nahtlos-bench-'));
  await writeXbauPackage(official, folder);
  return folder;
}

async function subject(of: {
  packages: string;
  folder: string;
  type: string;
  body: AcceptedSubmission['submission'];
}): Promise<Subject> {
  const { packages, folder, type, body } = of;
  const loaded = await loadPackages(packages);
  const definition = loaded.message(type);
  if (definition === undefined) throw new Error(`The packages have no message ${type}.`);
  const { schema, urlMap, readerKeys } = parse(readFileSync(join(folder, 'package.yaml'), 'utf8'));
  const validator = await openValidator(join(folder, schema), {
    within: packages,
    urlMap: urlMap === undefined ? {} : mapped(packages, join(folder, urlMap)),
  });
  const input = exampleInput(body, { keyPrefixes: readerKeys });
  const bytes = await definition.write(input);
  return {
    name: `${basename(folder)}, ${type}`,
    elements: elementsOf(bytes),
    bytes,
    packages,
    type,
    input,
    write: () => definition.write(input),
    validator,
    close: async () => {
      validator.close();
      loaded.close();
    },
  };
}

/** A URL map names its files relative to itself; the validator takes them relative to all packages. */
function mapped(packages: string, file: string): Record<string, string> {
  const map: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
  const folder = dirname(file).slice(packages.length + 1);
  return Object.fromEntries(Object.entries(map).map(([url, path]) => [url, join(folder, path)]));
}

function exampleMessages(packages: string): string[] {
  return readdirSync(packages, { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => name.endsWith('.xml') && basename(parentPath) === 'examples')
    .map(({ name, parentPath }) => join(parentPath, name));
}

function elementsOf(message: Uint8Array): number {
  return (
    Buffer.from(message)
      .toString('utf8')
      .match(/<[A-Za-z_]/g)?.length ?? 0
  );
}
