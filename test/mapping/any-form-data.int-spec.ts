import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AcceptedSubmission, Failure, type JsonObject } from '#domain';
import { exampleInput, loadPackages, type Packages } from '#packages';
import { openValidator, type Validator } from '#xoev';
import { formData } from '../factories/any-form.js';
import { propertyRuns } from '../factories/property-runs.js';
import { FIXTURE_PACKAGES } from '../fixtures/xoev/package-fixture.js';

const HOUSE = fileURLToPath(new URL('../../schemas', import.meta.url));
const STATES = ['000', '129', '151'];

interface Subject {
  packages: string;
  folder: string;
  schema: string;
  /** Codes for the fields that its forms leave open. */
  codes: Readonly<Record<string, readonly string[]>>;
}

const SUBJECTS: readonly Subject[] = [
  { packages: FIXTURE_PACKAGES, folder: 'verein', schema: 'verein/xsd/verein.xsd', codes: {} },
  {
    packages: HOUSE,
    folder: 'gewerbe',
    schema: 'gewerbe/xsd/gewerbe.xsd',
    codes: {
      staat: STATES,
      geburtsland: STATES,
      staatsangehoerigkeiten: STATES,
      wirtschaftszweig: ['56.10.1'],
    },
  },
  {
    packages: HOUSE,
    folder: 'meldewesen',
    schema: 'meldewesen/xsd/meldewesen.xsd',
    codes: {
      staat: STATES,
      geburtsstaat: STATES,
      staatsangehoerigkeiten: STATES,
      religionsgesellschaft: ['ev', 'rk'],
    },
  },
];

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

  const anyGiven = (disorder: number): fc.Arbitrary<Given> => {
    const services = packages.services().filter(({ packageId }) => packageId === subject.folder);
    expect(services).not.toEqual([]);
    return fc.oneof(
      ...services.map(({ key, formSchema }) =>
        formData(formSchema, { disorder, codes: subject.codes }).map((data) => ({
          service: key,
          data: isObject(data) ? data : {},
        })),
      ),
    );
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
    const given = fc.oneof(anyGiven(0), anyGiven(5), anyGiven(30));
    const property = fc.asyncProperty(given, async (one) => {
      const { body, outcomes } = await outcomesOf(one);
      for (const { type, bytes, failure } of outcomes) {
        if (bytes !== undefined) {
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
  });

  // The form of the fixture is looser than its message, so that mistakes of messages can be tried.
  if (subject.packages !== HOUSE) return;

  test('and the form lets through becomes a message', async () => {
    let through = 0;
    const property = fc.asyncProperty(anyGiven(0), async (one) => {
      const { checkForm } = packages.service(one.service)!;
      const facts = exampleOf(subject, one.service) as unknown as Record<string, unknown>;
      if (checkForm(one.data as JsonObject, facts).length > 0) return;
      through++;
      const { outcomes } = await outcomesOf(one);
      expect(outcomes.flatMap(({ failure }) => failure?.findings ?? [])).toEqual([]);
    });
    await fc.assert(property, propertyRuns(60));
    expect(through).toBeGreaterThan(5);
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
