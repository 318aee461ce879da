import { describe, expect, test } from '@jest/globals';
import { SourceFile } from '#source-file';
import { FormNode } from '../forms/form-node.js';
import { compileRule } from './compile-rule.js';
import type { RuleSource } from './rule.js';
import { type Known, knownForm, knownMessage } from './rule-paths.js';

const text = { type: 'string' };
const date = { type: 'string', format: 'date' };
const tage = { type: 'array', items: date };
const FORM = FormNode.of({
  type: 'object',
  properties: {
    art: { enum: ['geld', 'tier'] },
    betrag: { type: 'number' },
    email: { type: 'string' },
    telefon: { type: 'string' },
    von: date,
    bis: date,
    personen: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: text,
          geburt: date,
          kinder: { type: 'array', items: { type: 'object', properties: { name: text, tage } } },
        },
      },
    },
    frei: text,
    tage,
  },
});

function compiled(yaml: string, known: Known = knownForm(FORM)) {
  const file = new SourceFile<RuleSource>('package.yaml', `${yaml}\nmessage: So nicht.`, 'yaml');
  const rule = compileRule(file.value, [], file, () => [known]);
  return { rule, mistakes: file.findings.map(({ line, message }) => `${line} ${message}`) };
}

/** Where the data breaks the rule. */
function broken(yaml: string, data: object, submission = {}): string[] {
  const { rule, mistakes } = compiled(yaml);
  expect(mistakes).toEqual([]);
  return rule!.check({ data, pointer: '/data', submission }).map(({ pointer, detail }) => {
    expect(detail).toBe('So nicht.');
    return pointer;
  });
}

describe('a rule', () => {
  test.each([
    ['require: betrag', {}, ['/data/betrag']],
    ['require: betrag', { betrag: 0 }, []],
    ['when: { path: art, equals: geld }; require: betrag', { art: 'geld' }, ['/data/betrag']],
    ['when: { path: art, equals: geld }; require: betrag', { art: 'tier' }, []],
    ['require: { path: art, in: [tier] }', { art: 'geld' }, ['/data/art']],
    ['require: { all: [email, telefon] }', { email: 'a' }, ['/data']],
    ['when: email; forbid: telefon', { email: 'a', telefon: '1' }, ['/data/telefon']],
    ['anyOf: [email, telefon]', {}, ['/data/email']],
    ['anyOf: [email, telefon]', { email: 'a', telefon: '1' }, []],
    ['oneOf: [email, telefon]', { email: 'a', telefon: '1' }, ['/data/telefon']],
    ['oneOf: [email, telefon]', { telefon: '1' }, []],
    ['atLeast: { count: 2, of: personen }', { personen: [{}] }, ['/data/personen']],
    ['atLeast: { count: 2, of: personen }', { personen: [{}, {}] }, []],
    ['atLeast: { count: 1, of: personen }', {}, ['/data/personen']],
    ['order: [von, bis]', { von: '2026-02-01', bis: '2026-01-31' }, ['/data/bis']],
    ['order: [von, bis]', { von: '2026-02-01', bis: '2026-02-01' }, []],
    ['order: [von, bis]; strict: true', { von: '2026-02-01', bis: '2026-02-01' }, ['/data/bis']],
    ['order: [von, bis]', { bis: '2026-02-01' }, []],
  ])('%s of %j is broken at %j', (yaml, data, expected) => {
    expect(broken(yaml.replace('; ', '\n'), data)).toEqual(expected);
  });

  test('looks at each item of a list', () => {
    const personen = [{ name: 'A' }, {}, { name: '' }];
    expect(broken('each: personen\nrequire: name', { personen })).toEqual([
      '/data/personen/1/name',
      '/data/personen/2/name',
    ]);
  });

  test('compares with the date of receipt, as Germany has it', () => {
    const yaml = 'each: personen\norder: [geburt, { submission: receivedAt }]';
    const personen = [{ geburt: '2026-11-23' }, { geburt: '2026-11-22' }];
    expect(broken(yaml, { personen }, { receivedAt: '2026-11-22T22:59:00Z' })).toEqual([
      '/data/personen/0/geburt',
    ]);
    expect(broken(yaml, { personen }, { receivedAt: '2026-11-22T23:00:00Z' })).toEqual([]);
  });

  const personen = [
    { name: 'A', kinder: [{ name: 'K' }] },
    { kinder: [{ name: 'L' }, {}, { tage: ['2026-02-01', '2026-01-01'] }] },
  ];

  test('looks at each item of lists inside of lists, and names each by its own place', () => {
    expect(broken('each: personen.kinder\nrequire: name', { personen })).toEqual([
      '/data/personen/1/kinder/1/name',
      '/data/personen/1/kinder/2/name',
    ]);
  });

  test('demands of every item what its path passes, and looks for any elsewhere', () => {
    const data = { personen, art: 'geld' };
    expect(broken('require: personen.kinder.name', data)).toEqual([
      '/data/personen/1/kinder/1/name',
      '/data/personen/1/kinder/2/name',
    ]);
    expect(broken('require: personen.name', {})).toEqual(['/data/personen/name']);
    expect(broken('require: personen.name', { personen: [] })).toEqual(['/data/personen/name']);
    expect(broken('require: { all: [personen.name, art] }', data)).toEqual(['/data']);
    expect(broken('require: { not: { path: personen.name, equals: B } }', data)).toEqual([]);
    expect(broken('forbid: personen.name', data)).toEqual(['/data/personen/0/name']);
    expect(broken('require: { path: personen.name, present: false }', data)).toEqual([
      '/data/personen/0/name',
    ]);
    expect(broken('when: personen.name\nrequire: betrag', data)).toEqual(['/data/betrag']);
    expect(broken('when: { not: personen.name }\nrequire: betrag', data)).toEqual([]);
    expect(broken('anyOf: [personen.name, email]', data)).toEqual([]);
    expect(broken('atLeast: { count: 4, of: personen.kinder }', data)).toEqual([]);
    expect(broken('atLeast: { count: 5, of: personen.kinder }', data)).toEqual(['/data']);
  });

  test('puts every date of a list into the order', () => {
    const list = { von: '2026-01-15', tage: ['2026-01-14', '2026-01-20'], bis: '2026-01-19' };
    expect(broken('order: [von, tage]', list)).toEqual(['/data/tage/0']);
    expect(broken('order: [tage, bis]', list)).toEqual(['/data/bis']);
    expect(broken('order: [von, personen.kinder.tage]', { von: '2026-01-15', personen })).toEqual([
      '/data/personen/1/kinder/2/tage/1',
    ]);
    const received = { receivedAt: '2026-01-16T12:00:00Z' };
    expect(broken('order: [tage, { submission: receivedAt }]', list, received)).toEqual([
      '/data/tage/1',
    ]);
  });

  test('applies by what came with the submission', () => {
    const yaml = 'when: { submission: kind, equals: amendment }\nrequire: betrag';
    expect(broken(yaml, {}, { kind: 'amendment' })).toEqual(['/data/betrag']);
    expect(broken(yaml, {}, { kind: 'application' })).toEqual([]);
  });

  test('knows which fields it demands', () => {
    expect(compiled('require: betrag').rule?.demanded).toEqual(['betrag']);
    expect(compiled('each: personen\nrequire: name').rule?.demanded).toEqual(['personen[].name']);
    expect(compiled('each: personen.kinder\nrequire: name').rule?.demanded).toEqual([
      'personen[].kinder[].name',
    ]);
    expect(compiled('require: personen.name').rule?.demanded).toEqual(['personen[].name']);
    expect(compiled('anyOf: [email, telefon]').rule?.demanded).toEqual([]);
  });
});

describe('a rule that cannot be', () => {
  test.each([
    ['require: betrg', ['1 The form has no betrg; did you mean betrag?']],
    ['each: personen\nrequire: nmae', ['2 The form has no nmae; did you mean name?']],
    ['when: artt\nrequire: betrag', ['1 The form has no artt; did you mean art?']],
    ['order: [von, bsi]', ['1 The form has no bsi; did you mean bis?']],
    ['when: art', [expect.stringContaining('A rule has exactly one of')]],
    ['require: art\nforbid: betrag', [expect.stringContaining('A rule has exactly one of')]],
    [
      'when: { landscape: tenant }\nrequire: betrag',
      ['1 A rule knows the form and submission, not landscape'],
    ],
    [
      'when: { path: art, equals: gled }\nrequire: betrag',
      ['1 The form never gives gled for art; it gives geld, tier'],
    ],
    [
      'when: { submission: kind, equals: aplication }\nrequire: betrag',
      ['1 submission kind is never aplication; did you mean application?'],
    ],
    [
      'order: [von, { submission: recievedAt }]',
      ['1 submission has no recievedAt; did you mean receivedAt?'],
    ],
    [
      'order: [von, frei]',
      [
        '1 order passes over what is no date, and the form lets frei be none; give it format: date or date-time there',
      ],
    ],
    ['order: [von, tage]', []],
  ])('%j is named', (yaml, expected) => expect(compiled(yaml).mistakes).toEqual(expected));
});

describe('a rule on the message', () => {
  const shape = { child: () => shape, names: () => [] };
  const brokenAt = (yaml: string, data: object) =>
    compiled(`on: message\n${yaml}`, knownMessage(shape))
      .rule!.check({ data, pointer: '/m', submission: {} })
      .map(({ pointer }) => pointer);

  test('reads the text of an element that has attributes', () => {
    const g = { '.': 'geld', '@x': '1' };
    const when = 'when: { path: g, equals: geld }\nrequire: h';
    expect(brokenAt(when, { g })).toEqual(['/m/h']);
    expect(brokenAt('forbid: { path: g, in: [geld] }', { g: [{ '@x': '1' }, g] })).toEqual([
      '/m/g',
    ]);
    expect(brokenAt('require: g', { g: { '.': '', '@x': '1' } })).toEqual(['/m/g']);
    const a = { '.': '2026-02-01', '@x': '1' };
    expect(
      brokenAt('order: [a, b]', { a, b: ['2026-03-01', { ...a, '.': '2026-01-01' }] }),
    ).toEqual(['/m/b[2]']);
    expect(brokenAt('each: g\nforbid: { path: ., equals: geld }', { g: ['x', g] })).toEqual([
      '/m/g[2]',
    ]);
  });

  test('takes an element that is nil for absent', () => {
    const g = { '@nil': 'true', '@x': '1' };
    expect(brokenAt('require: g', { g })).toEqual(['/m/g']);
    expect(brokenAt('forbid: g', { g })).toEqual([]);
    expect(brokenAt('atLeast: { count: 2, of: g }', { g: [g, 'a'] })).toEqual(['/m/g']);
    expect(brokenAt('each: g\nrequire: b', { g: [g, { '@x': '1' }] })).toEqual(['/m/g[2]/b']);
  });

  test('names elements in lists by their positions', () => {
    const l = [{ k: { v: '1' } }, { k: [{ v: '1' }, { w: '1' }] }];
    expect(brokenAt('each: l/k\nrequire: v', { l })).toEqual(['/m/l[2]/k[2]/v']);
    expect(brokenAt('require: l/k/v', { l })).toEqual(['/m/l[2]/k[2]/v']);
  });
});
