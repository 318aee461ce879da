import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Failure, type JsonObject } from '#domain';
import { openValidator, type Validator } from '#xoev';
import { FIXTURE_PACKAGES } from '../../test/fixtures/xoev/package-fixture.js';
import { exampleInput, loadPackages, type MessageInput, type Packages } from './index.js';

const example = JSON.parse(
  readFileSync(join(FIXTURE_PACKAGES, 'verein/examples/turnverein.json'), 'utf8'),
);

let packages: Packages;
let validator: Validator;
beforeAll(async () => {
  packages = await loadPackages(FIXTURE_PACKAGES);
  validator = await openValidator(join(FIXTURE_PACKAGES, 'verein/xsd/verein.xsd'), {
    within: FIXTURE_PACKAGES,
    urlMap: { 'http://example.org/code.xsd': 'base/code.xsd' },
  });
});
afterAll(() => {
  packages.close();
  validator.close();
});

const input = (data: JsonObject = {}, body: object = {}): MessageInput =>
  exampleInput({ ...example, ...body, data: { ...example.data, ...data } });

const write = (given: MessageInput): string => {
  const written = packages.message('verein.anmeldung.0001')!.write(given);
  if (written instanceof Promise) throw new Error('A mapping without expressions writes at once');
  return Buffer.from(written).toString('utf8');
};

const failureOf = (given: MessageInput): Failure => {
  try {
    write(given);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('The message was written');
};

describe('a message', () => {
  test('is the same bytes for the same submission', () => {
    expect(write(input())).toBe(write(input()));
  });

  test('has no empty elements, whatever is missing, empty or blank in the form', () => {
    const xml = write(
      input({ sparten: [], mitglieder: [], anschrift: {}, bemerkung: ' ', beitrag: { wert: 1 } }),
    );
    expect(xml).not.toMatch(/\/>|<([^\s>/]+)[^>]*><\/\1>/);
    expect(xml).not.toMatch(/sparte|mitglied|anschrift|bemerkung/);
  });

  test('leaves out a part of which only a constant would remain', () => {
    expect(write(input({ beitrag: {}, kategorie: 'sport' }))).not.toContain('beitrag');
  });

  test('writes lists, numbers without exponents, dates of Germany and escaped text', () => {
    const xml = write(
      input({ name: 'A & B <"x">', beitrag: { wert: 1e21 }, sparten: ['turnen'] }, {}),
    );
    expect(xml).toContain('<name>A &amp; B &lt;&quot;x&quot;&gt;</name>');
    expect(xml).toContain('>1000000000000000000000</beitrag>');
    const late = input();
    late.accepted.receivedAt = '2026-11-22T23:30:00.000Z';
    expect(write(late)).toContain('<eingang>2026-11-23</eingang>');
  });

  test('says that it is a test only where it is one', () => {
    expect(write(input())).not.toContain(' test=');
    expect(write(input({}, { test: true }))).toContain(' test="Test"');
  });
});

describe('what cannot be written', () => {
  test('because of a character names the field and the code point', () => {
    const failure = failureOf(
      input({
        name: 'Verein \u{1F600}',
        mitglieder: [
          { name: 'Ab' },
          { name: 'M\uD83D' },
          { name: 'Zwei2', vornamen: ['A', 'B\u0000'] },
        ],
      }),
    );
    expect(failure.code).toBe('invalid-character');
    expect(
      failure.findings.map(({ pointer, detail }) => `${pointer} ${detail.slice(0, 22)}`),
    ).toEqual([
      '/data/name The character U+1F600 ',
      '/data/mitglieder/1/name The character U+D83D (',
      '/data/mitglieder/2/name The character U+0032 i',
      '/data/mitglieder/2/vornamen/1 The character U+0000 (',
    ]);
  });

  test('because of a code outside its list names the field and not the value', () => {
    const failure = failureOf(
      input({ sparten: ['turnen', 'Geheim'], mitglieder: [{ name: 'A', geschlecht: 'Geheim' }] }),
    );
    expect(failure.code).toBe('unknown-code');
    expect(failure.findings).toEqual([
      {
        pointer: '/data/sparten/1',
        code: 'unknown-code',
        detail: 'The value is no code of the list sparte 2; expected is turnen, rad',
      },
      {
        pointer: '/data/mitglieder/0/geschlecht',
        code: 'unknown-code',
        detail: 'The value is no code; expected is m, w',
      },
    ]);
  });

  test('because a list or an object stands where a value belongs is unmappable', () => {
    const failure = failureOf(input({ name: { vor: 'Geheim' }, bemerkung: ['Geheim'] }));
    expect(failure.code).toBe('unmappable');
    expect(failure.findings.map(({ pointer }) => pointer)).toEqual([
      '/data/name',
      '/data/bemerkung',
    ]);
    expect(JSON.stringify(failure.findings)).not.toContain('Geheim');
  });

  test('because the schema forbids it names the element and where it came from', () => {
    const failure = failureOf(input({ name: 'Geheim '.repeat(10), beitrag: { wert: 1 } }));
    expect(failure.code).toBe('invalid-message');
    expect(failure.findings).toEqual([
      {
        pointer: '/v:verein.anmeldung.0001/name',
        code: 'length',
        detail: 'The text has 70 characters; maxLength is 60 (mapped from name)',
      },
    ]);
  });

  test('because a rule of the department is broken says so in its words', () => {
    const failure = failureOf(input({ beitrag: {} }));
    expect(failure.code).toBe('rule-broken');
    expect(failure.findings).toEqual([
      {
        pointer: '/data/beitrag',
        code: 'rule-broken',
        detail: 'Ein Kulturverein nennt seinen Beitrag.',
      },
    ]);
  });
});

test('no text makes a document that is not well-formed, and what is written is valid', () => {
  const random = generator(20261122);
  const pieces = [
    '<',
    '&',
    '>',
    '"',
    "'",
    ']]>',
    '\r\n',
    '\t',
    'ß',
    'e\u0301',
    '\u0000',
    '\uFFFE',
    '\uD800',
    '😀',
    '&#0;',
    '<!--',
    'Ω',
    ' ',
    'a',
    '\u00A0',
    'K͟h',
    '\u202E',
  ];
  const harmless = ['Ab', 'ß', 'e\u0301', ' ', '-', 'K͟h'];
  const text = () =>
    Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
      const from = random() < 0.97 ? harmless : pieces;
      return from[Math.floor(random() * from.length)];
    }).join('');
  let written = 0;
  for (let round = 0; round < 3000; round++) {
    const given = input({
      name: text(),
      anschrift: { strasse: text(), ort: text() },
      mitglieder: [{ name: text(), vornamen: [text()] }],
      bemerkung: text(),
    });
    try {
      const xml = write(given);
      expect(validator.validate(Buffer.from(xml))).toEqual([]);
      written++;
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      const { findings } = error as Failure;
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.map(({ code }) => code)).not.toContain('not-well-formed');
    }
  }
  expect(written).toBeGreaterThan(100);
});

/** The same numbers every time (a linear congruential generator). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
