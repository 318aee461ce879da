import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { sampleDocument } from '../../../test/factories/sample-document.js';
import { HAS_OFFICIAL, OFFICIAL, withOfficial } from '../../../test/fixtures/official.js';
import { readerWithin } from '../reader-within.js';
import { Validator } from '../validator.js';
import { slotsOf } from './content.js';
import { messageRoots } from './message-roots.js';
import type { ComplexType, ElementDeclaration, TypeDefinition } from './model.js';
import { loadSchemaSet, type SchemaSet } from './schema-set.js';
import { standardsOf } from './standard.js';

const folder = fileURLToPath(new URL('xbau-kernmodul-1.3.0/', OFFICIAL));
/** What a sample may get wrong: its texts are of the right kind at best. */
const VALUES = [
  'type',
  'pattern',
  'facet',
  'length',
  'enumeration',
  'fixed',
  'duplicate',
  'dangling',
];

const files = HAS_OFFICIAL
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.xsd'),
    )
  : [];

withOfficial('an official standard, unchanged', () => {
  const load = (file: string | readonly string[]) =>
    loadSchemaSet({
      file,
      urlMap: JSON.parse(readFileSync(`${folder}urlmap.json`, 'utf8')),
      read: readerWithin(folder),
    });

  /** Asks everything of the model that there is to ask. */
  function visit(set: SchemaSet): number {
    const seen = new Set<TypeDefinition>();
    const waiting = set.globalElements().map(({ type }) => type);
    for (const type of waiting) {
      if (seen.has(type)) continue;
      seen.add(type);
      waiting.push(...set.derived(type), ...(type.base === undefined ? [] : [type.base]));
      if (type.kind === 'simple') continue;
      expect(type.attributes.every((use) => use.type.kind === 'simple')).toBe(true);
      waiting.push(...slotsOf(type, set).map(({ element }) => element.type));
    }
    return seen.size;
  }

  test.each(files)('%s loads by itself, offline, into a model and a validator', async (file) => {
    const set = await load(file);
    if (set.globalElements().length > 0) expect(visit(set)).toBeGreaterThan(0);
    const validator = Validator.compile(set);
    expect(validator.validate(Buffer.from('<x/>'))).toMatchObject([{ code: 'unknown-root' }]);
    validator.close();
  });

  test('loads as a whole, its modules shipped several times, and knows its messages', async () => {
    const set = await load(files);
    expect(visit(set)).toBeGreaterThan(200);
    const { messages, others } = messageRoots(set);
    expect(messages.map(({ name }) => name.local)).toEqual(
      expect.arrayContaining([
        'universellerAntrag.antrag.1200',
        'prozessnachrichten.eingangsbestaetigung.1120',
        'prozessnachrichten.statusFuerAntragsportal.1170',
      ]),
    );
    expect(messages.every(({ name }) => /\.\d{4}$/.test(name.local))).toBe(true);
    expect(others.map(({ element }) => element.name.local)).toContain('AbstractObject');
    expect(standardsOf(set.documents)).toMatchObject([
      {
        standard: { kennung: 'urn:xoev-de:bmk:standard:xbau-kernmodul' },
        version: { version: '1.3.0', versionXOEVHandbuch: '3.0.1' },
      },
    ]);
    Validator.compile(set).close();
  });

  test('has messages of the structure that the model describes, as libxml2 sees it', async () => {
    const set = await load(files);
    const validator = Validator.compile(set);
    const { messages, others } = messageRoots(set);
    const tried = new Set<ElementDeclaration>();
    for (const root of [...messages, ...others.map(({ element }) => element)]) {
      const minimal = sampleDocument(root, set, { full: false, turn: 0 });
      const full = [0, 1, 2, 3].map((turn) => sampleDocument(root, set, { full: true, turn }));
      for (const sample of [minimal, ...full]) {
        if (sample === undefined) continue;
        tried.add(root);
        const findings = validator.validate(Buffer.from(sample));
        expect(findings.filter(({ code }) => !VALUES.includes(code))).toEqual([]);
      }
    }
    expect(messages.filter((root) => !tried.has(root))).toEqual([]);
    expect(tried.size).toBeGreaterThan(50);
    validator.close();
  });

  test('says what its elements are', async () => {
    const set = await load('xsd/xbau-kernmodul-universellerAntrag.xsd');
    const antrag = set.globalElements().find(({ name }) => name.local.endsWith('antrag.1200'))!;
    expect(antrag.title).toBe('Antrag zu einem Vorgang');
    const [head, ...parts] = slotsOf(antrag.type as ComplexType, set);
    expect(head!.element.name.local).toBe('nachrichtenkopf.g2g');
    expect(parts.every(({ element }) => element.documentation !== '')).toBe(true);
  });
});
