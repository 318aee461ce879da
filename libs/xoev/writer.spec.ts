import { describe, expect, test } from '@jest/globals';
import {
  attributeWriter,
  documentOf,
  elementWriter,
  fixedAttributes,
  groupWriter,
  indented,
  sequenceWriter,
  type TextSource,
  textWriter,
} from './writer.js';

type Data = Record<string, string | undefined>;

const refused: string[] = [];
const text = (source: TextSource<Data>) =>
  textWriter<Data>(source, 'C', (_, { codePoint }) => refused.push(codePoint));
const element = (name: string, ...attributes: string[]) =>
  elementWriter<Data>(
    name,
    '',
    attributes.map((attribute) =>
      attributeWriter(
        attribute,
        text((data) => data[attribute]),
      ),
    ),
    text((data) => data[name]),
  );

describe('an element', () => {
  test('is left out where it has nothing to say', () => {
    for (const a of [undefined, '', ' \n']) expect(element('a')({ a })).toBe('');
    expect(elementWriter('b', fixedAttributes([['c', 'x']]), [], element('a'))({})).toBe('');
  });

  test('with an attribute that says something stays', () => {
    expect(element('a', 'b')({ b: 'x "y"' })).toBe('<a b="x &quot;y&quot;"/>');
    expect(element('a', 'b')({ a: 'x < y', b: '1' })).toBe('<a b="1">x &lt; y</a>');
  });

  test('with a character that is not allowed is told and left out', () => {
    refused.length = 0;
    expect(element('a')({ a: 'x\u0007' })).toBe('');
    expect(refused).toEqual(['U+0007']);
  });
});

test('constants alone are no reason to write a group, unless the group is nothing else', () => {
  const constant = text(() => 'x');
  const mixed = groupWriter([constant, element('a')], (writer) => writer === constant);
  expect(mixed({})).toBe('');
  expect(mixed({ a: '1' })).toBe('x<a>1</a>');
  expect(groupWriter([constant, constant], () => true)({})).toBe('xx');
});

test('a document reads indented for people', () => {
  const inner = sequenceWriter([element('a'), element('c', 'd')]);
  const bytes = documentOf(elementWriter('root', '', [], inner)({ a: 'ä', d: '1' }));
  expect(indented(bytes)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<root>\n  <a>ä</a>\n  <c d="1"/>\n</root>\n',
  );
});
