import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readJson, readYaml } from './index.js';

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['service', 'items'],
  properties: {
    service: { type: 'string', pattern: '^99\\d{12}$', description: 'a service key' },
    items: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: { name: { type: 'string' }, size: { type: 'integer' } },
      },
    },
    source: {
      description: 'a path or a constant',
      anyOf: [
        { type: 'string' },
        { type: 'object', required: ['constant'], properties: { constant: { type: 'string' } } },
      ],
    },
  },
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'source-file-'));
});
afterEach(() => rm(root, { recursive: true }));

const lines = (source: { findings: { line: number; message: string }[] }) =>
  source.findings.map(({ line, message }) => `${line}: ${message}`);

describe('a YAML file', () => {
  test('that fits its schema gives its value and the lines of its parts', async () => {
    await writeFile(
      join(root, 'good.yaml'),
      'service: "99050012104000"\n# a remark\nitems:\n  - name: first\n  - name: 2026-01-01\n',
    );
    const source = await readYaml<{ items: { name: string }[] }>(root, 'good.yaml', SCHEMA);
    expect(source.findings).toEqual([]);
    expect(source.value.items[1]).toEqual({ name: '2026-01-01' });
    expect(source.lineOf(['items', 1, 'name'])).toBe(5);
    expect(source.lineOf(['items', 1, 'absent'])).toBe(5);
    expect(source.lineOf(['items'])).toBe(3);
  });

  test('with several mistakes has them all listed with their lines', async () => {
    await writeFile(
      join(root, 'bad.yaml'),
      'servcie: "1"\nitems:\n  - size: many\n    nmae: x\nsource: { from: 7 }\n',
    );
    const source = await readYaml(root, 'bad.yaml', SCHEMA);
    expect(lines(source).sort()).toEqual([
      '1: servcie is not known here; did you mean service?',
      '1: service is missing',
      '3: name is missing',
      '3: size must be integer',
      '4: nmae is not known here; did you mean name?',
      '5: source must be a path or a constant',
    ]);
  });

  test('that is broken or names a key twice is reported where it is broken', async () => {
    await writeFile(join(root, 'twice.yaml'), 'a: 1\nb: 2\na: 3\n');
    await writeFile(join(root, 'broken.yaml'), 'a: 1\nb: [1, 2\n');
    expect((await readYaml(root, 'twice.yaml')).findings[0]).toMatchObject({ line: 3 });
    expect((await readYaml(root, 'broken.yaml')).usable).toBe(false);
  });

  test.each([
    ['a: 1\nb:c\nd: 1\n', '2: ', 'a colon needs a blank after it'],
    ['a: b: c\n', '1: ', 'a value with a colon stands in quotes'],
    ['a: @art\n', '1: ', 'put it in quotes'],
    ['a:\n  b: c\n d: e\n', '3: ', 'look at the blanks before it'],
    ['a:\n\tb: c\n', '2: ', 'Tabs are not allowed'],
  ])('with a slip of the pen says what helps: %j', async (text, line, advice) => {
    await writeFile(join(root, 'slip.yaml'), text);
    const [first] = lines(await readYaml(root, 'slip.yaml'));
    expect(first!.startsWith(line)).toBe(true);
    expect(first).toContain(advice);
  });

  test('cannot fill the memory with aliases and cannot reach the prototype', async () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level++) {
      bomb.push(
        `a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`,
      );
    }
    await writeFile(join(root, 'bomb.yaml'), bomb.join('\n'));
    await writeFile(join(root, 'proto.yaml'), '__proto__: { polluted: true }\n');
    expect((await readYaml(root, 'bomb.yaml')).usable).toBe(false);
    const proto = await readYaml<object>(root, 'proto.yaml');
    expect(Object.getPrototypeOf(proto.value)).toBe(Object.prototype);
  });

  test('that is missing, outside the root or linked out of it is a finding, not an exception', async () => {
    await symlink('/etc/hostname', join(root, 'link.yaml'));
    for (const file of ['absent.yaml', '../outside.yaml', '/etc/hostname', 'link.yaml']) {
      const source = await readYaml(root, file);
      expect(source.findings).toHaveLength(1);
      expect(source.findings[0]).toMatchObject({ file, line: 1, severity: 'error' });
    }
  });
});

describe('a JSON file', () => {
  test('knows its lines and is read as JSON, not as YAML', async () => {
    await writeFile(
      join(root, 'good.json'),
      '{\n  "items": [\n    { "name": "x", "extra": 1 }\n  ]\n}',
    );
    await writeFile(join(root, 'comma.json'), '{ "a": 1, }');
    const source = await readJson(root, 'good.json', SCHEMA);
    expect(lines(source).sort()).toEqual([
      '1: service is missing',
      '3: extra is not known here; known are name, size',
    ]);
    expect((await readJson(root, 'comma.json')).usable).toBe(false);
  });

  test.each([
    ['{\n  "a": 1,\n}', '3: No JSON: Expected double-quoted property name'],
    ['{\n  "a": tru\n}', '2: This is not JSON'],
    ['{\n  "a": [1,\n', '3: This is not JSON'],
    ['{ "a": 1 }\n}', '2: No JSON: Unexpected non-whitespace character after JSON'],
  ])('that is none is reported where it is broken, and quotes nothing: %j', async (text, said) => {
    await writeFile(join(root, 'broken.json'), text);
    expect(lines(await readJson(root, 'broken.json'))).toEqual([said]);
  });
});
