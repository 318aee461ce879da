import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { Failure, type JsonObject } from '#domain';
import { exampleInput, loadPackages, type Packages } from '#packages';
import { normalised } from '#xoev';
import { anyText, dinText, nameText } from '../factories/any-text.js';
import { propertyRuns } from '../factories/property-runs.js';
import { FIXTURE_PACKAGES } from '../fixtures/xoev/package-fixture.js';

const example = JSON.parse(
  readFileSync(join(FIXTURE_PACKAGES, 'verein/examples/turnverein.json'), 'utf8'),
);

let packages: Packages;
beforeAll(async () => {
  packages = await loadPackages(FIXTURE_PACKAGES);
});
afterAll(() => packages.close());

const write = (data: JsonObject) =>
  packages
    .message('verein.anmeldung.0001')!
    .write(exampleInput({ ...example, data: { ...data, gruendung: '2026-02-03' } })) as Uint8Array;

/** The texts at a path of the message, as a parser reads them. */
function textsAt(bytes: Uint8Array, path: string): string[] {
  const document = XmlDocument.fromBuffer(bytes);
  try {
    return document.find(`/*/${path}`).map((node) => (node as XmlElement).content);
  } finally {
    document.dispose();
  }
}

/** At most 60 characters, as the message takes them. */
const short = (text: fc.Arbitrary<string>) =>
  text
    .map((given) => [...normalised(given)].slice(0, 60).join(''))
    .filter((kept) => /\S/.test(kept));

const member = fc.record({ name: short(nameText), vornamen: fc.array(short(dinText)) });

test('what is written is read again, in its normal form, in its place', () => {
  const form = fc.record({
    name: short(dinText),
    bemerkung: short(dinText),
    mitglieder: fc.array(member, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(form, (data) => {
      const bytes = write(data);
      const normal = (texts: readonly string[]) => texts.map(normalised);
      expect(textsAt(bytes, 'name')).toEqual(normal([data.name]));
      expect(textsAt(bytes, 'bemerkung')).toEqual(normal([data.bemerkung]));
      expect(textsAt(bytes, 'mitglied/familienname')).toEqual(
        normal(data.mitglieder.map(({ name }) => name)),
      );
      expect(textsAt(bytes, 'mitglied/vorname')).toEqual(
        normal(data.mitglieder.flatMap(({ vornamen }) => vornamen)),
      );
    }),
    propertyRuns(200),
  );
});

test('any text is read again as it was, or refused where it stands', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      try {
        expect(textsAt(write({ name }), 'name')).toEqual([normalised(name)]);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const place =
          error.code === 'invalid-character' ? '/data/name' : '/v:verein.anmeldung.0001';
        expect(error.findings[0]!.pointer).toMatch(new RegExp(`^${place}`));
      }
    }),
    propertyRuns(300),
  );
});
