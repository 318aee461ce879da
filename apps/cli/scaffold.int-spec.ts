import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse, parseDocument } from 'yaml';
import { filledMapping } from '../../test/factories/filled-mapping.js';
import { genericode } from '../../test/factories/genericode.js';
import { xsd } from '../../test/factories/schema-files.js';
import { field, xdatenfelder } from '../../test/factories/xdatenfelder.js';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { OFFICIAL, withOfficial } from '../../test/fixtures/official.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';

const schemas = fileURLToPath(new URL('../../schemas', import.meta.url));
const official = fileURLToPath(new URL('xbau-kernmodul-1.3.0', OFFICIAL));

async function findings(folder: string): Promise<string[]> {
  const { said } = await callNahtlos(['check', folder, '--json']);
  const all = JSON.parse(said).findings as { file: string; line: number; message: string }[];
  return all.map(({ message }) => message);
}

const SMALL = xsd(
  'targetNamespace="urn:test:verein"',
  `<xs:element name="anmeldung.0010">
    <xs:annotation><xs:documentation>Ein Verein wird angemeldet.</xs:documentation></xs:annotation>
    <xs:complexType><xs:sequence>
      <xs:element name="vereinsname" type="xs:string"/>
      <xs:element name="gruendung" type="xs:date"/>
    </xs:sequence></xs:complexType>
  </xs:element>`,
);

function smallSet(text = SMALL): { folder: string; schema: string } {
  const folder = temporaryFolder();
  const schema = join(folder, 'verein.xsd');
  writeFileSync(schema, text);
  return { folder, schema };
}

describe('nahtlos scaffold', () => {
  test('gives the mapping alone on the standard output, and the rest beside it', async () => {
    const { schema } = smallSet();
    const { exit, said, complained } = await callNahtlos([
      'scaffold',
      ...['--schema', schema, '--root', 'anmeldung.0010'],
    ]);
    expect(exit).toBe(0);
    expect(parse(said)).toEqual({
      message: 'anmeldung.0010',
      service: '99000000000000',
      map: {
        vereinsname: { todo: 'a text' },
        gruendung: { date: { todo: 'a date' } },
      },
    });
    expect(said.startsWith('# Ein Verein wird angemeldet.')).toBe(true);
    expect(complained).toContain('2 to be mapped (todo), 0 suggested by name');
  });

  test('writes a package that check reads, and says how to go on', async () => {
    const { folder, schema } = smallSet();
    const out = join(folder, 'packages', 'verein');
    const { exit, said } = await callNahtlos([
      'scaffold',
      ...['--schema', schema, '--root', 'anmeldung.0010', '--out', out],
      ...['--service', '99000000000001'],
    ]);
    expect(exit).toBe(0);
    expect(said).toContain(`nahtlos check ${out}`);
    expect(readdirSync(out, { recursive: true }).sort()).toEqual([
      'examples',
      'forms',
      'forms/99000000000001.schema.json',
      'mappings',
      'mappings/anmeldung.0010.yaml',
      'package.yaml',
      'standard',
      'standard/verein.xsd',
    ]);
    expect(readFileSync(join(out, 'standard/verein.xsd'), 'utf8')).toBe(SMALL);
    expect(await findings(out)).toEqual([
      'vereinsname is still to be mapped: a text',
      'gruendung is still to be mapped: a date',
    ]);
  });

  test('leaves a set where it is that lies in the package already', async () => {
    const folder = join(temporaryFolder(), 'verein');
    await mkdir(join(folder, 'xsd'), { recursive: true });
    await writeFile(join(folder, 'xsd', 'verein.xsd'), SMALL);
    const { said } = await callNahtlos([
      ...['scaffold', '--schema', join(folder, 'xsd'), '--root', 'anmeldung.0010'],
      ...['--out', folder],
    ]);
    expect(said).toContain('The schema stays where it is: xsd/verein.xsd');
    expect(parse(await readFile(join(folder, 'package.yaml'), 'utf8')).schema).toBe(
      'xsd/verein.xsd',
    );
    expect(await findings(folder)).toHaveLength(2);
  });

  test('adds a second message to a package, and says what its package.yaml then needs', async () => {
    const { folder, schema } = smallSet();
    const out = join(folder, 'verein');
    const service = '99000000000001';
    const form = join(folder, 'form.json');
    const date = { type: 'string', format: 'date' };
    const closed = { type: 'object', additionalProperties: false, required: ['aufloesung'] };
    await writeFile(form, JSON.stringify({ ...closed, properties: { aufloesung: date } }));
    await callNahtlos([
      ...['scaffold', '--schema', schema, '--root', 'anmeldung.0010', '--out', out],
      ...['--service', service, '--form', form],
    ]);
    const second = join(folder, 'aufloesung.xsd');
    await writeFile(
      second,
      SMALL.replaceAll('anmeldung.0010', 'aufloesung.0020').replaceAll('gruendung', 'aufloesung'),
    );
    const before = await readFile(join(out, 'package.yaml'), 'utf8');
    const { exit, said } = await callNahtlos([
      ...['scaffold', '--schema', second, '--root', 'aufloesung.0020', '--out', out],
    ]);
    expect(exit).toBe(0);
    expect(await readFile(join(out, 'package.yaml'), 'utf8')).toBe(before);
    const added = /package\.yaml:\n([\s\S]*?)\n\n/.exec(said)![1]!;
    const { schema: schemas, mappings } = parse(added);
    expect({ schemas, mappings }).toEqual({
      schemas: ['../verein.xsd', '../aufloesung.xsd'],
      mappings: ['mappings/aufloesung.0020.yaml'],
    });
    const manifest = parseDocument(before);
    manifest.set('schema', schemas);
    manifest.addIn(['mappings'], mappings[0]);
    await writeFile(join(out, 'package.yaml'), manifest.toString());
    const written = parse(await readFile(join(out, mappings[0]), 'utf8'));
    expect(written).toMatchObject({ service, map: { aufloesung: 'aufloesung' } });
    expect(await findings(out)).toEqual([
      'vereinsname is still to be mapped: a text',
      'gruendung is still to be mapped: a date',
      'vereinsname is still to be mapped: a text',
    ]);
  });

  test('overwrites nothing, and then writes nothing at all', async () => {
    const { folder, schema } = smallSet();
    const out = join(folder, 'verein');
    await mkdir(join(out, 'mappings'), { recursive: true });
    await writeFile(join(out, 'mappings', 'anmeldung.0010.yaml'), 'mine');
    const { exit, complained } = await callNahtlos([
      'scaffold',
      ...['--schema', schema, '--root', 'anmeldung.0010', '--out', out],
    ]);
    expect(exit).toBe(2);
    expect(complained).toContain('already has mappings/anmeldung.0010.yaml');
    expect(readdirSync(out)).toEqual(['mappings']);
    expect(readFileSync(join(out, 'mappings', 'anmeldung.0010.yaml'), 'utf8')).toBe('mine');
  });

  test.each([
    [['--root', 'anmeldun.0010'], 'has no element anmeldun.0010; did you mean anmeldung.0010?'],
    [['--root', 'anmeldung.0010', '--service', '1'], '1 is no Leistungsschlüssel'],
    [['--root', 'anmeldung.0010', '--form', 'gone.json'], 'gone.json cannot be read'],
    [['--root', 'anmeldung.0010', '--url-map', 'gone.json'], 'gone.json does not exist'],
    [[], '--root is missing'],
  ])('refuses a wrong call: %j', async (words, sentence) => {
    const { schema } = smallSet();
    const { exit, complained } = await callNahtlos(['scaffold', '--schema', schema, ...words]);
    expect(exit).toBe(2);
    expect(complained).toContain(sentence);
  });

  test('lists the mistakes of a set that does not load', async () => {
    const { schema } = smallSet(SMALL.replace('xs:date', 'xs:dat'));
    const { exit, said } = await callNahtlos([
      'scaffold',
      '--schema',
      schema,
      '--root',
      'anmeldung.0010',
    ]);
    expect(exit).toBe(1);
    expect(said).toMatch(/verein\.xsd:\d+ {2}.*dat/);
  });

  test('says everything in one document with --json', async () => {
    const { schema } = smallSet();
    const { exit, said } = await callNahtlos([
      'scaffold',
      ...['--schema', schema, '--root', 'anmeldung.0010', '--json'],
    ]);
    expect(exit).toBe(0);
    expect(JSON.parse(said)).toMatchObject({
      message: 'anmeldung.0010',
      header: 'none',
      counts: { open: 2, suggested: 0, optional: 0 },
      targets: [
        { path: 'vereinsname', demanded: true, minimum: 1, maximum: 1 },
        { path: 'gruendung', source: { kind: 'todo', needed: 'a date' } },
      ],
      files: [],
    });
  });
});

test('an XDatenfelder file is a form as well, its fields known by their titles', async () => {
  const { folder, schema } = smallSet();
  const form = join(folder, 'verein.xdf.xml');
  await writeFile(form, xdatenfelder(field('F00000000001', { name: 'Vereinsname' })));
  const { said } = await callNahtlos([
    ...['scaffold', '--schema', schema, '--root', 'anmeldung.0010', '--form', form],
  ]);
  expect(parse(said).map.vereinsname).toBe('F00000000001');
  expect(said).toContain('# suggested by name: please confirm (Vereinsname)');
});

describe('a scaffold of our own message', () => {
  const GEWERBE = [
    ...['scaffold', '--schema', join(schemas, 'gewerbe/xsd/gewerbe.xsd'), '--within', schemas],
    ...['--root', 'gewerbe.anmeldung.0010', '--service', '99050012104000'],
  ];

  test('suggests for nearly all that it demands what the house has chosen itself', async () => {
    const form = join(schemas, 'gewerbe/forms/99050012104000.schema.json');
    const { said } = await callNahtlos([...GEWERBE, '--form', form]);
    const own = readFileSync(join(schemas, 'gewerbe/mappings/gewerbe.anmeldung.0010.yaml'), 'utf8');
    const { right, wrong, open } = compared(said, own);
    expect(wrong).toEqual([]);
    expect(right).toBeGreaterThanOrEqual(22);
    expect(open).toBeLessThanOrEqual(1);
  });

  test('suggests for most packages of the house what they have', async () => {
    const counts = { right: 0, wrong: 0, open: 0 };
    for (const { cluster, schema, message, service, form, text } of houseMappings()) {
      const { said } = await callNahtlos([
        ...['scaffold', '--schema', join(schemas, cluster, schema), '--within', schemas],
        ...['--root', message, '--service', service, '--form', join(schemas, cluster, form)],
      ]);
      const { right, wrong, open } = compared(said, text);
      counts.right += right;
      counts.wrong += wrong.length;
      counts.open += open;
    }
    expect(counts.right).toBeGreaterThanOrEqual(180);
    expect(counts.wrong).toBeLessThanOrEqual(counts.right / 60);
    expect(counts.open).toBeLessThanOrEqual(counts.right / 3);
  }, 60_000);

  test('with its todos filled gives a valid message', async () => {
    const out = join(temporaryFolder(), 'gewerbe');
    await callNahtlos([...GEWERBE, '--out', out]);
    await mkdir(join(out, 'codelists'));
    for (const folder of ['base/codelists', 'gewerbe/codelists']) {
      await cp(join(schemas, folder), join(out, 'codelists'), { recursive: true });
    }
    const lists = readdirSync(join(out, 'codelists')).map((file) => `codelists/${file}`);
    const codes = {
      ...{ niederlassungsart: '1', meldegrund: '10', rechtsform: '350', funktion: '01' },
      betriebsart: 'H',
    };
    const shown = await previewFilled(out, 'gewerbe.anmeldung.0010', lists, codes);
    expect(shown.said).toContain('ok  ');
    expect(shown.exit).toBe(0);
  });
});

/** Targets of a mapping with the path or fact that each is taken from; fragments are followed. */
function sourcesIn(text: string): Map<string, string> {
  const fragments = houseFragments();
  const sources = new Map<string, string>();
  const visit = (given: unknown, before: string, inside: string) => {
    const map = (typeof given === 'string' ? fragments[given]! : given) as Record<string, unknown>;
    for (const [target, source] of Object.entries(map)) {
      if (target === 'include') {
        for (const name of [source].flat()) visit(name, before, inside);
        continue;
      }
      const path = `${before}${target}`;
      const form = source as Record<string, unknown>;
      if (typeof source === 'object' && form.map !== undefined) {
        if (form.each !== undefined) sources.set(path, String(form.each));
        const next =
          form.from === undefined ? (form.each === undefined ? inside : '') : `${form.from}.`;
        visit(form.map, `${path}/`, next);
      } else {
        const origin = originOf(source);
        sources.set(path, origin.startsWith('{') ? origin : inside + origin);
      }
    }
  };
  visit(parse(text).map, '', '');
  return sources;
}

function houseFragments(): Record<string, Record<string, unknown>> {
  const files = houseMappings().flatMap(({ cluster, fragments }) =>
    fragments.map((file) => join(schemas, cluster, file)),
  );
  const all = files.map((file) => parse(readFileSync(file, 'utf8')).fragments);
  return Object.assign({}, ...all);
}

function originOf(source: unknown): string {
  if (typeof source === 'string') return source;
  const form = source as Record<string, unknown>;
  const inner = form.code ?? form.date ?? form.number ?? form.each;
  return inner === undefined ? JSON.stringify(source) : originOf(form.each ?? inner);
}

/** How many of the targets that both map a skeleton takes from where the house does, and what it takes from elsewhere. */
function compared(skeleton: string, own: string) {
  const theirs = sourcesIn(own);
  const both = [...sourcesIn(skeleton)].filter(([target]) => theirs.has(target));
  const open = both.filter(([, source]) => source.includes('todo'));
  const wrong = both.filter(
    ([target, source]) => theirs.get(target) !== source && !source.includes('todo'),
  );
  return { right: both.length - open.length - wrong.length, wrong, open: open.length };
}

/** The mappings of the house with their forms. */
function houseMappings() {
  return readdirSync(schemas)
    .filter((cluster) => existsSync(join(schemas, cluster, 'package.yaml')))
    .flatMap((cluster) => {
      const manifest = parse(readFileSync(join(schemas, cluster, 'package.yaml'), 'utf8'));
      return (manifest.mappings as string[]).map((file) => {
        const text = readFileSync(join(schemas, cluster, file), 'utf8');
        const { message, service, services } = parse(text);
        const key: string = service ?? services[0];
        const { form } = manifest.services.find((one: { key: string }) => one.key === key);
        const fragments: string[] = manifest.fragments ?? [];
        const { schema } = manifest;
        return { cluster, schema, fragments, message, service: key, form, text };
      });
    });
}

/** Fills the todos of a package, and shows the message that it then gives. */
async function previewFilled(
  out: string,
  message: string,
  lists: readonly string[],
  codes: Readonly<Record<string, string>>,
) {
  const mapping = join(out, 'mappings', `${message}.yaml`);
  const filled = filledMapping(await readFile(mapping, 'utf8'), codes);
  await writeFile(mapping, filled.mapping);
  const manifest = parseDocument(await readFile(join(out, 'package.yaml'), 'utf8'));
  manifest.set('codeLists', lists);
  await writeFile(join(out, 'package.yaml'), manifest.toString());
  const { key, form } = manifest.toJS().services[0];
  await writeFile(join(out, form), JSON.stringify(filled.form));
  const example = join(out, 'examples', 'filled.json');
  const { data } = filled;
  const body = { service: key, area: '073150000000', reference: 'r', submittedAt: TIME, data };
  await writeFile(example, JSON.stringify(body));
  return callNahtlos(['preview', out, example]);
}

const TIME = '2026-11-22T09:30:00.000+01:00';

withOfficial('a scaffold of an official standard', () => {
  const SET = ['--schema', join(official, 'xsd'), '--url-map', join(official, 'urlmap.json')];

  test('is complete for every message but for what a person has to fill and lists to fetch', async () => {
    const folder = temporaryFolder();
    const { complained } = await callNahtlos(['scaffold', ...SET, '--root', 'none']);
    const roots = /18 messages: (.*)\./.exec(complained)![1]!.split(', ');
    expect(roots).toHaveLength(18);
    for (const root of roots) {
      const out = join(folder, root.replaceAll('.', '-'));
      const made = await callNahtlos(['scaffold', ...SET, '--root', root, '--out', out]);
      const open = Number(/: (\d+) to be mapped/.exec(made.said)?.[1]);
      const messages = await findings(out);
      const todos = messages.filter((message) => message.includes('is still to be mapped: '));
      const others = messages.filter((message) => !todos.includes(message));
      expect({ root, todos: todos.length }).toEqual({ root, todos: open });
      expect(others.filter((message) => !message.startsWith('The package has no list'))).toEqual(
        [],
      );
    }
  }, 60_000);

  test('with its todos filled gives a valid message', async () => {
    const out = join(temporaryFolder(), 'xbau');
    const root = 'universellerAntrag.antrag.1200';
    await callNahtlos(['scaffold', ...SET, '--root', root, '--out', out]);
    const uris = {
      verzeichnisdienst_3: 'urn:xoev-de:kosit:codeliste:verzeichnisdienst',
      artdesantrags_1: 'urn:xoev-de:xbau:codeliste:artdesantrags',
      bundesland_1: 'urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:bundesland',
    };
    await mkdir(join(out, 'codelists'));
    const lists: string[] = [];
    for (const [name, uri] of Object.entries(uris)) {
      lists.push(`codelists/${name}.xml`);
      const text = genericode(uri, name.split('_')[1]!, ['DVDV', '07']);
      await writeFile(join(out, lists.at(-1)!), text);
    }
    const codes = { artdesantrags: '07', bundesland: '07' };
    const { exit, said } = await previewFilled(out, root, lists, codes);
    expect(said).toContain('<bundesland');
    expect(said).not.toContain('  no  ');
    expect(exit).toBe(0);
  });
});
