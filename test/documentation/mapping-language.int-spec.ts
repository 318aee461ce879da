import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#domain';
import { exampleInput, loadPackages } from '#packages';
import { indented } from '#xoev';
import { SMALL_SERVICE, smallPackage } from '../factories/small-package.js';

const read = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
const page = await read('docs/mapping.md');
const FIXTURE = 'test/fixtures/xoev/mapping-language';
const SCHEMA = await read(`${FIXTURE}/xsd/beispiel.xsd`);
const LIST = await read(`${FIXTURE}/codelists/fundart_1.xml`);

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
  test('has an example of every form of source', () => {
    const maps = EXAMPLES.map(({ map }) => map).join('\n');
    for (const form of `constant submission landscape setting code each from attachments when choose date dateTime
      time number orNil expression map include repeat use otherwise list key translate name reads zone decimals
      scale`.split(/\s+/)) {
      expect(maps).toMatch(new RegExp(`\\b${form}:`));
    }
  });

  test.each(EXAMPLES)('tells the truth: $map', async ({ map, data, xml }) => {
    const { folder, remove } = await smallPackage({
      message: 'beispiel.0001',
      schema: '',
      map,
      settings: `codeLists: [codelists/fundart_1.xml]\nfragments: [mappings/fragments.yaml]`,
      files: {
        'schema.xsd': SCHEMA,
        'codelists/fundart_1.xml': LIST,
        'mappings/fragments.yaml': FRAGMENTS,
      },
    });
    const packages = await loadPackages(folder).finally(remove);
    try {
      const body = {
        service: SMALL_SERVICE,
        area: '07',
        reference: 'BEISPIEL-1',
        data: JSON.parse(data) as JsonObject,
        attachments: [ATTACHMENT],
      };
      const bytes = Buffer.from('Hallo\n');
      const files = [{ ...ATTACHMENT, bytes, problem: undefined }];
      const message = await packages.message('beispiel.0001')!.write(exampleInput(body, { files }));
      const inside = indented(message).split('\n').slice(2, -2).join('\n');
      expect(`${inside}\n`).toBe(indent(xml));
    } finally {
      packages.close();
    }
  });
});
