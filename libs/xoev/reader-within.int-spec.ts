import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ConfigurationError } from '#domain';
import { xsd } from '../../test/factories/schema-files.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { openValidator } from './open-validator.js';

const OUTSIDE = xsd('', '<xs:element name="secret" type="xs:string"/>');

/** What a schema with one include is told, in a folder with links, a neighbour and a folder among its files. */
async function told(location: string, urlMap: Record<string, string> = {}): Promise<string> {
  const outer = temporaryFolder();
  const folder = join(outer, 'set');
  mkdirSync(join(folder, 'folder.xsd'), { recursive: true });
  writeFileSync(join(outer, 'outside.xsd'), OUTSIDE);
  symlinkSync(join(outer, 'outside.xsd'), join(folder, 'link.xsd'));
  symlinkSync(outer, join(folder, 'up'));
  writeFileSync(join(folder, '..inside.xsd'), OUTSIDE);
  symlinkSync(join(folder, '..inside.xsd'), join(folder, 'inner-link.xsd'));
  const main = join(folder, 'main.xsd');
  writeFileSync(main, xsd('', `<xs:include schemaLocation="${location}"/>`));
  try {
    (await openValidator(main, { urlMap })).close();
    return 'loaded';
  } catch (error) {
    return (error as ConfigurationError).findings.map(({ message }) => message).join();
  }
}

describe('a schema on the disk', () => {
  test.each(['..inside.xsd', 'inner-link.xsd'])('reads a file of its folder: %s', async (file) => {
    expect(await told(file)).toBe('loaded');
  });

  test.each([
    ['link.xsd', 'link.xsd cannot be read: the file lies outside'],
    ['up/outside.xsd', 'up/outside.xsd cannot be read: the file lies outside'],
    ['../outside.xsd', '../outside.xsd lies outside the allowed folder'],
    ['folder.xsd', 'folder.xsd cannot be read: it is a folder'],
    ['absent.xsd', 'absent.xsd cannot be read: the file does not exist'],
  ])('reads nothing else: %s', async (location, message) => {
    expect(await told(location)).toBe(message);
  });

  test('is led by its URL map to nothing else either', async () => {
    const map = { 'http://x.org/a.xsd': '../outside.xsd', 'http://x.org/b.xsd': 'link.xsd' };
    expect(await told('http://x.org/a.xsd', map)).toContain('outside the allowed folder');
    expect(await told('http://x.org/b.xsd', map)).toBe(
      'link.xsd cannot be read: the file lies outside',
    );
  });
});
