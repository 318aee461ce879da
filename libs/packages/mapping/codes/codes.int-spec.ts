import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Failure, type JsonObject } from '#domain';
import {
  changedPackages,
  FIXTURE_PACKAGES,
} from '../../../../test/fixtures/xoev/package-fixture.js';
import { checkPackages } from '../../check-packages.js';
import { exampleInput, loadPackages } from '../../index.js';

const MAPPING = 'verein/mappings/verein.anmeldung.0001.yaml';
const FORM = 'verein/forms/anmeldung.schema.json';
const CODES = 'base/code.xsd';
const CATEGORIES = 'verein/codelists/kategorie_1.xml';

const example = JSON.parse(
  readFileSync(join(FIXTURE_PACKAGES, 'verein/examples/turnverein.json'), 'utf8'),
);

type Changes = Parameters<typeof changedPackages>[0];

const swap = (from: string, to: string) => (text: string) => text.replaceAll(from, to);

/** The categories as they come from the form, not translated. */
const RAW: Changes = {
  [MAPPING]: swap('list: kategorie, translate: { sport: A, kultur: B }', 'list: kategorie'),
  [FORM]: swap('"enum": ["sport", "kultur"]', '"type": "string"'),
};

async function written(changes: Changes, data: JsonObject): Promise<string | Failure> {
  const { folder, remove } = await changedPackages(changes);
  const packages = await loadPackages(folder);
  try {
    const input = exampleInput({ ...example, data: { ...example.data, ...data } });
    const bytes = await packages.message('verein.anmeldung.0001')!.write(input);
    return Buffer.from(bytes).toString('utf8');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  } finally {
    packages.close();
    await remove();
  }
}

async function findingOf(changes: Changes, data: JsonObject) {
  const failure = await written(changes, data);
  if (!(failure instanceof Failure)) throw new Error('The message was written');
  return failure.findings[0];
}

async function mistakesOf(changes: Changes): Promise<string[]> {
  const { folder, remove } = await changedPackages(changes);
  try {
    const findings = await checkPackages(folder);
    return findings.map(({ severity, line, message }) => `${severity} ${line} ${message}`);
  } finally {
    await remove();
  }
}

describe('a value that is no code', () => {
  test('is refused with the nearest codes, and never named itself', async () => {
    expect(await findingOf(RAW, { kategorie: 'Kulturr' })).toEqual({
      pointer: '/data/kategorie',
      code: 'unknown-code',
      detail: 'The value is no code of the list kategorie 1; nearest is B (Kultur)',
    });
  });

  test('with nothing near is refused with what is expected', async () => {
    const finding = await findingOf(RAW, { kategorie: 'Zirkus' });
    expect(finding!.detail).toBe('The value is no code of the list kategorie 1; expected is A, B');
  });

  test('and is translated is refused with the nearest that are', async () => {
    const finding = await findingOf({}, { sparten: ['turnan'] });
    expect(finding!.detail).toBe(
      'The value is no code of the list sparte 2; nearest is turnen (Turnen)',
    );
  });
});

describe('a code with a validity', () => {
  const dated: Changes = {
    ...RAW,
    [CATEGORIES]: (text) =>
      text
        .replace('<Key', '<Column Id="gueltigBis" Use="optional"/><Key')
        .replace(
          '<SimpleValue>A</SimpleValue></Value>',
          '<SimpleValue>A</SimpleValue></Value><Value><SimpleValue>2026-11-21</SimpleValue></Value>',
        ),
  };

  test('that had ended on the day of the receipt is refused with its dates', async () => {
    expect(await findingOf(dated, { kategorie: 'A' })).toEqual({
      pointer: '/data/kategorie',
      code: 'unknown-code',
      detail:
        'The value is a code of the list kategorie 1 that is valid until 2026-11-21; the submission was received on 2026-11-22',
    });
  });

  test('that lasts is written', async () => {
    expect(await written(dated, { kategorie: 'B' })).toContain('<code>B</code>');
  });
});

describe('list and version', () => {
  const FREE =
    'use="required"/>\n        <xs:attribute name="listVersionID" type="xs:normalizedString" use="required"/>\n      </xs:restriction>\n    </xs:complexContent>\n  </xs:complexType>\n</xs:schema>';

  test('may be read by another column', async () => {
    const byName: Changes = {
      [MAPPING]: swap(
        'list: kategorie, translate: { sport: A, kultur: B }',
        'list: kategorie, key: name, translate: { sport: Sport, kultur: Kultur }',
      ),
    };
    expect(await written(byName, {})).toContain('<code>Kultur</code>');
    const misspelt = { [MAPPING]: swap('list: kategorie,', 'list: kategorie, key: schlussel,') };
    expect(await mistakesOf(misspelt)).toEqual([
      'error 7 The list kategorie has no column schlussel; did you mean schluessel?',
    ]);
  });

  test('that the schema only presumes are those of the list that the mapping names', async () => {
    const presumed = (uri: string): Changes => ({
      [CODES]: swap(
        FREE,
        FREE.replace('use="required"', `default="${uri}"`).replace('use="required"', 'default="1"'),
      ),
    });
    const named = await written(presumed('urn:test:other'), {});
    expect(named).toContain('<kategorie listURI="urn:test:kategorie" listVersionID="1">');
    const found = await written(
      { ...presumed('urn:test:kategorie'), [MAPPING]: swap('list: kategorie, ', '') },
      {},
    );
    expect(found).toContain('<kategorie listURI="urn:test:kategorie" listVersionID="1">');
  });

  test('that nobody names are a mistake where the schema demands them', async () => {
    expect(await mistakesOf({ [MAPPING]: swap('list: kategorie, ', '') })).toEqual([
      'error 7 kategorie needs a list: name it with list',
    ]);
  });

  test('that nobody names are worth a look where the schema does not demand them', async () => {
    const mistakes = await mistakesOf({
      [CODES]: swap(FREE, FREE.replaceAll('use="required"', '')),
      [MAPPING]: swap('list: kategorie, ', ''),
    });
    expect(mistakes).toContain(
      'warning 7 Nothing says which codes kategorie takes; name a list with list',
    );
  });
});

describe('a list and a schema that disagree', () => {
  const restricted = (facets: string): Changes => ({
    [CODES]: (text) => {
      const at = text.indexOf('"Code.Frei"');
      return (
        text.slice(0, at) +
        text
          .slice(at)
          .replace(
            '<xs:element name="code" type="xs:token" form="unqualified"/>',
            `<xs:element name="code" form="unqualified"><xs:simpleType><xs:restriction base="xs:token">${facets}</xs:restriction></xs:simpleType></xs:element>`,
          )
      );
    },
    [MAPPING]: swap('translate: { sport: A, kultur: B }', 'translate: { sport: A, kultur: A }'),
  });

  test.each([
    [
      'by an enumeration',
      '<xs:enumeration value="A"/><xs:enumeration value="C"/>',
      'the schema does not take B, the list does not have C',
    ],
    ['by a pattern', '<xs:pattern value="[A-A]{1}"/>', 'the schema does not take B'],
  ])('%s are reported with what only one of them has', async (_, facets, sides) => {
    const changes = restricted(facets);
    expect(await mistakesOf(changes)).toContain(
      `warning 7 The list kategorie 1 and the schema disagree about kategorie: ${sides}; what only one of them has is refused`,
    );
  });

  test('in everything are a mistake', async () => {
    const mistakes = await mistakesOf(restricted('<xs:pattern value="\\d{3}"/>'));
    expect(mistakes).toContain(
      'error 7 The schema takes none of the codes of kategorie 1 for kategorie; is it the right list?',
    );
  });

  test('over a code that a mapping gives are a mistake', async () => {
    const { [CODES]: codes } = restricted('<xs:enumeration value="B"/>');
    const mistakes = await mistakesOf({ [CODES]: codes! });
    expect(mistakes).toContain('error 7 A is no code of kategorie 1');
  });
});

describe('the name of a code', () => {
  const demanded: Changes = {
    [CODES]: (text) => {
      const at = text.indexOf('"Code.Frei"');
      return text.slice(0, at) + text.slice(at).replace(' minOccurs="0"', '');
    },
  };

  test('is written where the schema demands it', async () => {
    expect(await written(demanded, {})).toContain('<code>B</code><name>Kultur</name>');
  });

  test('that is demanded and that the list does not have is a mistake', async () => {
    const nameless = swap('<SimpleValue>Kultur</SimpleValue>', '');
    expect((await mistakesOf({ ...demanded, [CATEGORIES]: nameless }))[0]).toBe(
      'error 7 kategorie needs the name of its code; kategorie 1 has none for B',
    );
  });

  test('that the schema cannot take is a mistake', async () => {
    const strange = swap('>Kultur<', '>Kultur \u{1F3AD}<');
    expect((await mistakesOf({ ...demanded, [CATEGORIES]: strange }))[0]).toBe(
      'error 7 kategorie cannot take the name that kategorie 1 has for B: the character U+1F3AD (emoji) is not allowed',
    );
  });

  test('is worth a look where the schema has no place for it', async () => {
    const changes: Changes = {
      [CODES]: (text) => {
        const at = text.indexOf('"Code.Sparte"');
        return text.slice(0, at) + text.slice(at).replace(/ *<xs:element name="name" [^\n]*\n/, '');
      },
    };
    expect(await mistakesOf(changes)).toContain('warning 6 sparte takes a code alone, no name');
  });
});
