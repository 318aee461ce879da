import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Failure } from '#domain';
import {
  SMALL_SERVICE,
  type SmallPackage,
  smallPackage,
} from '../../test/factories/small-package.js';
import { checkPackages, exampleInput, loadPackages, type Packages } from './index.js';

const SCHEMA = `<xs:element name="nachricht"><xs:complexType><xs:sequence>
  <xs:element name="name" type="xs:string" minOccurs="0"/>
  <xs:element name="posten" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="text" type="xs:string"/></xs:sequence><xs:attribute name="art" type="xs:string"/></xs:complexType></xs:element>
  <xs:element name="anlage" minOccurs="0" maxOccurs="unbounded" type="xs:base64Binary"/>
</xs:sequence></xs:complexType></xs:element>`;

const opened: { close(): void; remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close, remove } of opened.splice(0)) {
    close();
    await remove();
  }
});

const given = (more: Partial<SmallPackage> = {}): SmallPackage => ({
  schema: SCHEMA,
  message: 'nachricht',
  map: 'name: name\nposten: { each: posten, map: { text: text, "@art": art } }',
  ...more,
});

async function loaded(
  more: Partial<SmallPackage> = {},
  change: (folder: string) => Promise<void> = async () => undefined,
): Promise<Packages> {
  const { folder, remove } = await smallPackage(given(more));
  await change(folder);
  const packages = await loadPackages(folder);
  opened.push({ close: () => packages.close(), remove });
  return packages;
}

const input = (data: object, more: object = {}) =>
  exampleInput({ service: SMALL_SERVICE, area: '07', reference: 'r', data: { ...data }, ...more });

async function failureOf(run: () => unknown): Promise<Failure> {
  try {
    await run();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('Nothing failed');
}

describe('a rule on the message', () => {
  const settings = `rules:
  - { on: message, when: name, atLeast: { count: 2, of: posten }, message: Zwei Posten. }
  - { on: message, each: posten, require: "@art", message: Jeder Posten hat eine Art. }`;

  test('looks at its content, wherever that comes from', async () => {
    const packages = await loaded({ settings });
    const message = packages.message('nachricht')!;
    const posten = [{ text: 'a', art: 'x' }, { text: 'b' }];
    const failure = await failureOf(() => message.write(input({ name: 'N', posten })));
    expect(failure.code).toBe('rule-broken');
    expect(failure.findings).toEqual([
      {
        pointer: '/nachricht/posten[2]/@art',
        code: 'rule-broken',
        detail: 'Jeder Posten hat eine Art.',
      },
    ]);
    const one = await failureOf(() =>
      message.write(input({ name: 'N', posten: [{ text: 'a', art: 'x' }] })),
    );
    expect(one.findings[0]).toMatchObject({ pointer: '/nachricht/posten', detail: 'Zwei Posten.' });
    expect(() => message.write(input({ posten: [{ text: 'a', art: 'x' }] }))).not.toThrow();
  });

  test('is held against the schema before anything runs', async () => {
    const wrong = settings.replace('of: posten', 'of: postn').replace('"@art"', '"@artt"');
    const { folder, remove } = await smallPackage(given({ settings: wrong }));
    const found = await checkPackages(folder).finally(remove);
    expect(found.map(({ line, message }) => `${line} ${message}`)).toEqual(
      expect.arrayContaining([
        '10 The message has no postn; did you mean posten?',
        '11 The message has no @artt; did you mean @art?',
      ]),
    );
  });
});

describe('versions of a package', () => {
  const versions = async (folder: string) => {
    await cp(join(folder, 'klein'), join(folder, 'klein-2'), { recursive: true });
    const change = async (file: string, from: string, to: string) => {
      const path = join(folder, 'klein-2', file);
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(from, to));
    };
    await change('package.yaml', 'version: "1.0.0"', 'version: "2.0.0"\nvalidFrom: 2027-05-01');
    await change('mapping.yaml', 'name: name', 'name: { constant: zwei }');
  };

  const nameIn = async (packages: Packages, edition: object) =>
    /<name>(.*)<\/name>/.exec(
      Buffer.from(
        await packages.message('nachricht', edition)!.write(input({ name: 'eins' })),
      ).toString(),
    )?.[1];

  test('stand side by side, and the date of receipt decides between them', async () => {
    const packages = await loaded({}, versions);
    expect(await nameIn(packages, { on: '2027-04-30T21:59:59Z' })).toBe('eins');
    expect(await nameIn(packages, { on: '2027-04-30T22:00:00Z' })).toBe('zwei');
    expect(await nameIn(packages, { on: '2028-01-01', version: '1.0.0' })).toBe('eins');
    expect(packages.service(SMALL_SERVICE, { on: '2026-01-01' })?.packageVersion).toBe(
      'klein@1.0.0',
    );
    expect(packages.services().map(({ packageVersion }) => packageVersion)).toEqual([
      'klein@2.0.0',
    ]);
  });
});

describe('a message of one type', () => {
  const OTHER = '99000000000002';
  const two = (second: string) => ({
    settings: 'rules: []',
    files: {
      'package.yaml': `package: klein
cluster: klein
version: "1.0.0"
title: Klein
standard: { name: klein, version: "1.0" }
schema: schema.xsd
services:
  - { key: "${SMALL_SERVICE}", name: Klein, source: a test, form: form.json }
  - { key: "${OTHER}", name: Anders, source: a test, form: form.json }
mappings: [mapping.yaml, zweite.yaml]
`,
      'zweite.yaml': `message: nachricht\nservice: "${second}"\nmap: { name: { constant: zwei } }\n`,
    },
  });

  test('may be made differently for each service', async () => {
    const packages = await loaded(two(OTHER));
    const nameFor = async (service: string) =>
      Buffer.from(
        await packages
          .message('nachricht', { service })!
          .write(input({ name: 'eins' }, { service })),
      )
        .toString()
        .match(/<name>(.*)<\/name>/)?.[1];
    expect(await nameFor(SMALL_SERVICE)).toBe('eins');
    expect(await nameFor(OTHER)).toBe('zwei');
  });

  test('is made once for one service', async () => {
    const { folder, remove } = await smallPackage(given(two(SMALL_SERVICE)));
    const found = await checkPackages(folder).finally(remove);
    expect(found.map(({ message }) => message)).toContain(
      `nachricht is mapped for ${SMALL_SERVICE} in klein/mapping.yaml already`,
    );
  });
});

test('a day that the calendar does not have is no cut-over', async () => {
  const { folder, remove } = await smallPackage(given({ settings: 'validFrom: 2027-02-30' }));
  const found = await checkPackages(folder).finally(remove);
  expect(found.map(({ message }) => message)).toContain('2027-02-30 is no day of the calendar');
});

describe('attachments that a message embeds', () => {
  const ids = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
  const attachments = ids.map((id, index) => ({
    id,
    name: `${index}.txt`,
    mediaType: 'text/plain',
    purpose: index === 0 ? 'nachweis' : 'foto',
    sha512: '',
  }));
  const more = {
    map: 'anlage: { attachments: nachweis, use: content }',
    settings: 'embeddedLimit: 10',
  };

  test('are named, so that only they are loaded', async () => {
    const packages = await loaded(more);
    const message = packages.message('nachricht')!;
    const stored = attachments.map((one) => ({ ...one, uri: 'x', size: 10 }));
    expect(message.embeds(stored).map(({ id }) => id)).toEqual([ids[0]]);
    const written = await message.write({
      ...input({}, { attachments }),
      contents: new Map([[ids[0]!, Buffer.from('Hallo')]]),
    });
    expect(Buffer.from(written).toString()).toContain('<anlage>SGFsbG8=</anlage>');
  });

  test('above the limit of the package are too large, with their size', async () => {
    const packages = await loaded(more);
    const stored = attachments.map((one) => ({ ...one, uri: 'x', size: 11 }));
    const failure = await failureOf(() => packages.message('nachricht')!.embeds(stored));
    expect(failure.code).toBe('message-too-large');
    expect(failure.message).toContain('have 11 bytes together; 10 are allowed');
  });

  test('that are not at hand are never left out in silence', async () => {
    const packages = await loaded(more);
    const bare = { ...input({}, { attachments }), contents: new Map() };
    const failure = await failureOf(() => packages.message('nachricht')!.write(bare));
    expect(failure.findings).toMatchObject([{ pointer: '/attachments/0' }]);
  });
});

describe('the standard’s own codes for failures', () => {
  const settings = (code: string) =>
    `codeLists: [gruende_1.xml]\nrejections: { list: gruende, codes: { invalid-message: ${code}, test-not-accepted: S102 } }`;
  const files = {
    'gruende_1.xml': `<CodeList xmlns="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
  <Identification xmlns=""><ShortName>gruende</ShortName><Version>1</Version><CanonicalUri>urn:g</CanonicalUri><CanonicalVersionUri>urn:g_1</CanonicalVersionUri></Identification>
  <ColumnSet xmlns=""><Column Id="c"/><Key Id="k"><ColumnRef Ref="c"/></Key></ColumnSet>
  <SimpleCodeList xmlns=""><Row><Value><SimpleValue>X001</SimpleValue></Value></Row><Row><Value><SimpleValue>S102</SimpleValue></Value></Row></SimpleCodeList></CodeList>`,
  };

  test('are known to the service', async () => {
    const packages = await loaded({ settings: settings('X001'), files });
    expect(packages.service(SMALL_SERVICE)?.rejections).toEqual({
      'invalid-message': 'X001',
      'test-not-accepted': 'S102',
    });
  });

  test('have to be in their list, for failures that there are', async () => {
    const { folder, remove } = await smallPackage(
      given({ settings: settings('X01').replace('test-not', 'test-nt'), files }),
    );
    const found = await checkPackages(folder).finally(remove);
    expect(found.some(({ message }) => message.includes('test-nt-accepted'))).toBe(true);
    const other = await smallPackage(given({ settings: settings('X01'), files }));
    const wrong = await checkPackages(other.folder).finally(other.remove);
    expect(wrong.map(({ message }) => message)).toContain(
      'X01 is no code of gruende; did you mean X001?',
    );
  });
});

describe('characters of texts without a data type of their own', () => {
  test('are those of data type C, or what the package says', async () => {
    const omega = input({ name: 'Ω' });
    const strict = await loaded();
    const failure = await failureOf(() => strict.message('nachricht')!.write(omega));
    expect(failure.code).toBe('invalid-character');
    const wide = await loaded({ settings: 'characters: E' });
    const written = await wide.message('nachricht')!.write(omega);
    expect(Buffer.from(written).toString()).toContain('<name>Ω</name>');
  });
});
