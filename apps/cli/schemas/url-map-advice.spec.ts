import { expect, test } from '@jest/globals';
import { likeliest } from './url-map-advice.js';

const FILES = [
  'xsd/code.xsd',
  'ext/xoev.de/code/1_0/code.xsd',
  'ext/xoev.de/code/1_1/code.xsd',
  'a/twice.xsd',
  'b/twice.xsd',
];

test.each([
  ['http://xoev.de/code/1_0/code.xsd', 'ext/xoev.de/code/1_0/code.xsd'],
  ['https://xoev.de/code/1_1/code.xsd?x=1#y', 'ext/xoev.de/code/1_1/code.xsd'],
  ['http://example.org/xsd/code.xsd', 'xsd/code.xsd'],
  ['http://example.org/b/twice.xsd', 'b/twice.xsd'],
  ['http://example.org/twice.xsd', undefined],
  ['http://example.org/none.xsd', undefined],
  ['http://example.org/', undefined],
])('for %s the likeliest file is %s', (url, file) => {
  expect(likeliest(url, FILES)).toBe(file);
});
