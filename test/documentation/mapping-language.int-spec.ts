import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#domain';
import { EXAMPLE, exampleInput, loadPackages } from '#packages';
import { indented } from '#xoev';

const SERVICE = '99000000000001';
const page = await readFile(new URL('../../docs/mapping.md', import.meta.url), 'utf8');
const fixture = fileURLToPath(new URL('../fixtures/xoev/mapping-language', import.meta.url));

/** A mapping, the form data, and the content of the message that they give. */
const EXAMPLES = [
  ...page.matchAll(
    /```yaml\n((?:(?!```)[\s\S])*)```\n```json\n([\s\S]*?)```\n```xml\n([\s\S]*?)```/g,
  ),
].map(([, map, data, xml]) => ({ map: map!, data: data!, xml: xml! }));

const FRAGMENTS = /```yaml\n# mappings\/fragments.yaml\n([\s\S]*?)```/.exec(page)![1]!;

const ATTACHMENT = {
  id: '00000000-0000-4000-8000-00000000000a',
  name: 'nachweis.txt',
  mediaType: 'text/plain',
  purpose: 'nachweis',
  sha512: '',
};

const indent = (text: string) => text.replace(/^(?=.)/gm, '  ');

describe('the page of the mapping language', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mapping-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('has an example of every form of source', () => {
    const maps = EXAMPLES.map(({ map }) => map).join('\n');
    for (const form of `constant submission landscape setting code each from attachments when choose date dateTime
      time number orNil expression map include repeat use otherwise list translate name reads zone decimals
      scale`.split(/\s+/)) {
      expect(maps).toMatch(new RegExp(`\\b${form}:`));
    }
  });

  test.each(EXAMPLES)('tells the truth: $map', async ({ map, data, xml }) => {
    const here = await mkdtemp(join(folder, 'packages-'));
    const target = join(here, 'beispiel');
    await cp(fixture, target, { recursive: true });
    await mkdir(join(target, 'mappings'));
    await writeFile(join(target, 'form.json'), '{ "type": "object" }');
    await writeFile(join(target, 'mappings/fragments.yaml'), FRAGMENTS);
    await writeFile(
      join(target, 'mappings/beispiel.0001.yaml'),
      `message: beispiel.0001\nservice: "${SERVICE}"\nmap:\n${indent(map)}`,
    );
    await writeFile(
      join(target, 'package.yaml'),
      `package: beispiel
cluster: beispiel
version: "1.0.0"
title: Beispiel
standard: { name: beispiel, version: "1.0" }
schema: xsd/beispiel.xsd
codeLists: [codelists/fundart_1.xml]
services: [{ key: "${SERVICE}", name: Beispiel, source: a test, form: form.json }]
fragments: [mappings/fragments.yaml]
mappings: [mappings/beispiel.0001.yaml]
`,
    );
    const packages = await loadPackages(here);
    try {
      const body = {
        service: SERVICE,
        area: '07',
        reference: 'BEISPIEL-1',
        data: JSON.parse(data) as JsonObject,
        attachments: [ATTACHMENT],
      };
      const bytes = Buffer.from('Hallo\n');
      const files = [{ ...ATTACHMENT, bytes, problem: undefined }];
      const message = await packages
        .message('beispiel.0001')!
        .write({ ...exampleInput(body, { files }), messageId: EXAMPLE.messageId });
      const inside = indented(message).split('\n').slice(2, -2).join('\n');
      expect(`${inside}\n`).toBe(indent(xml));
    } finally {
      packages.close();
    }
  });
});
