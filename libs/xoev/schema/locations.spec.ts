import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inside, locate, UrlMap } from './locations.js';

const AT = { file: 'xsd/main.xsd', url: undefined };
const MAPPED = { file: 'ext/b/two.xsd', url: 'http://example.org/b/two.xsd' };
const map = new UrlMap({
  'http://example.org/a.xsd': 'ext/a.xsd',
  'http://example.org/b/near.xsd': 'ext/other.xsd',
  'https://example.org/out.xsd': '../../etc/passwd',
  'https://example.org/root.xsd': '/etc/passwd',
  'https://example.org/windows.xsd': '..\\secret.xsd',
});

describe('a schemaLocation leads', () => {
  test.each([
    ['a.xsd', 'xsd/a.xsd'],
    ['  ./a.xsd#part ', 'xsd/a.xsd'],
    ['../ext/a.xsd', 'ext/a.xsd'],
    ['Stra%C3%9Fe%20neu.xsd', 'xsd/Straße neu.xsd'],
    ['..a.xsd', 'xsd/..a.xsd'],
    ['http://example.org/a.xsd', 'ext/a.xsd'],
  ])('from a file of the set: %s to %s', (location, file) => {
    expect(locate(location, AT, map)).toMatchObject({ file });
  });

  test.each([
    ['a.xsd', 'ext/b/a.xsd', 'http://example.org/b/a.xsd'],
    ['near.xsd', 'ext/other.xsd', 'http://example.org/b/near.xsd'],
    ['../a.xsd', 'ext/a.xsd', 'http://example.org/a.xsd'],
    ['/a.xsd', 'ext/a.xsd', 'http://example.org/a.xsd'],
  ])('from a mapped file: %s to %s', (location, file, url) => {
    expect(locate(location, MAPPED, map)).toEqual({ file, url });
  });

  test.each([
    'https://example.org/a.xsd',
    'HTTP://EXAMPLE.ORG/a.xsd',
    'http://example.org:80/a.xsd',
    'http://example.org/x/../a.xsd',
    'http://example.org/a.xsd/',
    'http://example.org/a.xsd#fragment',
  ])('to the entry that differs in nothing that matters: %s', (location) => {
    expect(locate(location, AT, map)).toMatchObject({ file: 'ext/a.xsd' });
  });

  test('to no entry where two that are alike name different files, unless one is exact', () => {
    const both = new UrlMap({ 'http://x.org/a': 'one.xsd', 'http://x.org/a/': 'two.xsd' });
    expect(locate('http://x.org/a', AT, both)).toMatchObject({ file: 'one.xsd' });
    expect(locate('https://x.org/a', AT, both)).toMatchObject({ unmapped: 'https://x.org/a' });
  });
});

describe('a schemaLocation is refused', () => {
  const UNMAPPED = 'http://example.org/deep/c.xsd';

  test.each([
    [UNMAPPED, `add "${UNMAPPED}": "<file>" to the URL map`],
    ['urn:example:schema', 'add "urn:example:schema": "<file>" to the URL map'],
    ['../../etc/passwd', 'lies outside the allowed folder'],
    ['%2e%2e/%2e%2e/etc/passwd', 'lies outside the allowed folder'],
    ['..%2f..%2fetc%2fpasswd', 'lies outside the allowed folder'],
    ['%', 'lies outside the allowed folder'],
    ['/etc/passwd', 'an absolute path, which is never followed'],
    ['//example.org/a.xsd', 'an absolute path, which is never followed'],
    ['file:///etc/passwd', 'a file: address, which is never followed'],
    ['FILE:/etc/passwd', 'a file: address, which is never followed'],
    ['data:text/xml,<a/>', 'a data: address, which is never followed'],
    ['C:/windows/a.xsd', 'a c: address, which is never followed'],
    ['..\\..\\etc\\passwd', 'its folders are divided by /'],
    ['a\u0000.xsd', 'its folders are divided by /'],
    ['https://example.org/out.xsd', 'to ../../etc/passwd, outside the allowed folder'],
    ['https://example.org/root.xsd', 'to /etc/passwd, outside the allowed folder'],
    ['https://example.org/windows.xsd', 'to ..\\secret.xsd, outside the allowed folder'],
  ])('%j with a sentence', (location, message) => {
    expect(locate(location, AT, map)).toMatchObject({
      message: expect.stringContaining(message),
    });
  });

  test('from a mapped file outside the folder, with the entry that the map needs', () => {
    expect(locate('../../../c.xsd', MAPPED, map)).toMatchObject({
      unmapped: 'http://example.org/c.xsd',
    });
    expect(locate('/c.xsd', MAPPED, map)).toMatchObject({ unmapped: 'http://example.org/c.xsd' });
  });

  test('cut, where it is long', () => {
    const { message } = locate(`data:${'x'.repeat(10_000)}`, AT, map) as { message: string };
    expect(message.length).toBeLessThan(300);
  });
});

test('whatever a location says, it never leads out of the folder', () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '%2e%2e',
    '%2f',
    '\\',
    'a',
    'http:',
    'file:',
    '//',
    '#',
    '?',
    ' ',
  );
  const location = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(location, fc.constantFrom(AT, MAPPED), (text, from) => {
      const target = locate(text, from, map);
      if ('file' in target) expect(inside(target.file)).toBe(target.file);
      else expect(target.message).not.toBe('');
    }),
    { numRuns: 2000 },
  );
});
