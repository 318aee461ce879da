import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Failure, type JsonObject } from '#domain';
import { exampleInput, loadPackages, type Packages } from '#packages';
import { formData } from '../factories/form-data.js';

const SCHEMAS = resolve('schemas');

/** All examples: bodies of a POST. */
const EXAMPLES = readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' })
  .filter((file) => /examples\/[^/]+\.json$/.test(file))
  .map((file) => JSON.parse(readFileSync(resolve(SCHEMAS, file), 'utf8')));
const SERVICES = [...new Set(EXAMPLES.map(({ service }) => service as string))];

let packages: Packages;

beforeAll(async () => {
  packages = await loadPackages(SCHEMAS);
}, 60_000);

afterAll(() => packages.close());

describe('what the form of a service lets through gives a valid message', () => {
  it.each(SERVICES)(
    '%s',
    async (key) => {
      const service = packages.service(key)!;
      const examples = EXAMPLES.filter((example) => example.service === key);
      const codes = textsByPath(examples.map(({ data }) => data));
      const data = formData(service.formSchema, (path) => codes.get(path) ?? anyCode(path));
      await fc.assert(
        fc.asyncProperty(data, async (form) => {
          const body = { ...examples[0], data: form };
          fc.pre(service.checkForm(form as JsonObject, body).length === 0);
          const input = exampleInput(body);
          for (const type of service.messages) expect(await findings(type, input)).toEqual([]);
        }),
        { numRuns: 100, maxSkipsPerRun: 5_000 },
      );
    },
    120_000,
  );
});

async function findings(type: string, input: ReturnType<typeof exampleInput>) {
  try {
    await packages.message(type)!.write(input);
    return [];
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.findings;
    throw thrown;
  }
}

/** Codes for fields that no example fills, by the last name of their path. */
function anyCode(path: string): readonly string[] {
  return { staat: ['000', '163'] }[path.split('.').at(-1)!] ?? [];
}

/** The texts that examples have, by path; the items of a list share one. */
function textsByPath(
  value: unknown,
  path: readonly string[] = [],
  found = new Map<string, string[]>(),
) {
  const key = path.join('.');
  if (typeof value === 'string') found.set(key, [...(found.get(key) ?? []), value]);
  else if (Array.isArray(value)) for (const one of value) textsByPath(one, path, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) textsByPath(one, [...path, name], found);
  }
  return found;
}
