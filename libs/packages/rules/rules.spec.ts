import { describe, expect, test } from '@jest/globals';
import { SourceFile } from '#source-file';
import { FormNode } from '../form-node.js';
import { compileRule } from './compile-rule.js';
import type { RuleSource } from './rule.js';
import { knownForm } from './rule-paths.js';

const FORM = FormNode.of({
  type: 'object',
  properties: {
    art: { enum: ['geld', 'tier'] },
    betrag: { type: 'number' },
    email: { type: 'string' },
    telefon: { type: 'string' },
    von: { type: 'string', format: 'date' },
    bis: { type: 'string', format: 'date' },
    personen: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, geburt: { type: 'string' } },
      },
    },
  },
});

function compiled(yaml: string) {
  const file = new SourceFile<RuleSource>('package.yaml', `${yaml}\nmessage: So nicht.`, 'yaml');
  const rule = compileRule(file.value, [], file, () => [knownForm(FORM)]);
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

  test('applies by what came with the submission', () => {
    const yaml = 'when: { submission: kind, equals: amendment }\nrequire: betrag';
    expect(broken(yaml, {}, { kind: 'amendment' })).toEqual(['/data/betrag']);
    expect(broken(yaml, {}, { kind: 'application' })).toEqual([]);
  });

  test('knows which fields it demands', () => {
    expect(compiled('require: betrag').rule?.demanded).toEqual(['betrag']);
    expect(compiled('each: personen\nrequire: name').rule?.demanded).toEqual(['personen[].name']);
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
  ])('%j is named', (yaml, expected) => expect(compiled(yaml).mistakes).toEqual(expected));
});
