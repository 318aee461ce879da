import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AcceptedSubmission, Failure, type JsonObject } from '#domain';
import { exampleInput, loadPackages, type Packages } from '#packages';
import { openValidator, type Validator } from '#xoev';
import { disturbed } from '../factories/disturbed.js';
import { formData } from '../factories/form-data.js';
import { propertyRuns } from '../factories/property-runs.js';
import { FIXTURE_PACKAGES } from '../fixtures/xoev/package-fixture.js';

const HOUSE = fileURLToPath(new URL('../../schemas', import.meta.url));
const SUBJECTS = [
  { packages: FIXTURE_PACKAGES, folder: 'verein', schema: 'verein/xsd/verein.xsd' },
  { packages: HOUSE, folder: 'gewerbe', schema: 'gewerbe/xsd/gewerbe.xsd' },
  { packages: HOUSE, folder: 'meldewesen', schema: 'meldewesen/xsd/meldewesen.xsd' },
];

type Subject = (typeof SUBJECTS)[number];

/** For fields that take any text: codes by the last name of the path, else names. */
const CODES: readonly (readonly [RegExp, string[]])[] = [
  [/staat|land/, ['000', '129', '151']],
  [/wirtschaftszweig$/, ['56.10.1']],
  [/religionsgesellschaft$/, ['ev', 'rk']],
  [/(?:)/, ['Mu\u0308ller', 'A & B <"x">', 'Verein']],
];
const textsFor = (path: string) => CODES.find(([pattern]) => pattern.test(path))![1];

interface Given {
  service: string;
  data: object;
}

describe.each(SUBJECTS)('any form data that the package $folder maps', (subject) => {
  let packages: Packages;
  let validator: Validator;
  beforeAll(async () => {
    packages = await loadPackages(subject.packages);
    validator = await openValidator(join(subject.packages, subject.schema), {
      within: subject.packages,
      urlMap: { 'http://example.org/code.xsd': 'base/code.xsd' },
    });
  });
  afterAll(() => {
    packages.close();
    validator.close();
  });

  const anyGiven = (): fc.Arbitrary<Given> => {
    const services = packages.services().filter(({ packageId }) => packageId === subject.folder);
    expect(services).not.toEqual([]);
    const forms = services.map(({ key, formSchema }) => {
      const data = formData(formSchema, textsFor);
      const one = fc.oneof(data, disturbed(data, 1), disturbed(data, 5));
      return one.map((given) => ({ service: key, data: given }));
    });
    return fc.oneof(...forms);
  };

  const outcomesOf = async ({ service, data }: Given) => {
    const body = { ...exampleOf(subject, service), data: data as JsonObject };
    const types = packages.service(service)!.messages;
    const outcomes = types.map(async (type) => {
      try {
        return { type, bytes: await packages.message(type)!.write(exampleInput(body)) };
      } catch (error) {
        if (error instanceof Failure) return { type, failure: error };
        throw error;
      }
    });
    return { body, outcomes: await Promise.all(outcomes) };
  };

  test('becomes a valid message without empty elements, or a failure that says where', async () => {
    let written = 0;
    const property = fc.asyncProperty(anyGiven(), async (one) => {
      const { body, outcomes } = await outcomesOf(one);
      for (const { type, bytes, failure } of outcomes) {
        if (bytes !== undefined) {
          written++;
          expect(validator.validate(bytes)).toEqual([]);
          expect(Buffer.from(bytes).toString()).not.toMatch(/<([^\s>/]+)[^>]*><\/\1>/);
          continue;
        }
        const findings = failure!.findings;
        expect(findings).not.toEqual([]);
        expect(
          findings.map(({ pointer }) => pointer).filter((at) => !leads(at, body, type)),
        ).toEqual([]);
        const form = JSON.stringify(packages.service(one.service)!.formSchema);
        const texts = longTexts(body.data).filter((text) => !form.includes(text));
        const said = [failure!.message, ...findings.map(({ detail }) => detail)].join('\n');
        expect(texts.filter((text) => said.includes(text))).toEqual([]);
      }
    });
    await fc.assert(property, propertyRuns(150));
    expect(written).toBeGreaterThan(5);
  });
});

function exampleOf({ packages, folder }: Subject, service: string) {
  const examples = join(packages, folder, 'examples');
  const bodies = readdirSync(examples)
    .filter((name) => name.endsWith('.json'))
    .map(
      (name) =>
        JSON.parse(readFileSync(join(examples, name), 'utf8')) as AcceptedSubmission['submission'],
    );
  return bodies.find((body) => body.service === service)!;
}

/**
 * Whether a pointer leads into what was sent (what is missing may be its last step), into the message, or to the
 * expression of a mapping.
 */
function leads(pointer: string, body: unknown, type: string): boolean {
  if (/^[a-z]+\/mappings\/[^#]+\.yaml#\/map\//.test(pointer)) return true;
  const [first, ...steps] = pointer.split('/').slice(1);
  if (first?.replace(/^[^:]*:/, '') === type) return true;
  let at = (body as Record<string, unknown>)[first!];
  for (const [index, step] of steps.entries()) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isObject(at) && !Array.isArray(at)) return false;
    if (!Object.hasOwn(at, name)) return index === steps.length - 1;
    at = (at as Record<string, unknown>)[name];
  }
  return true;
}

/** Texts that stand in a sentence only if it quotes the data. */
function longTexts(value: unknown): string[] {
  if (typeof value === 'string') return value.trim().length > 12 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(longTexts) : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
