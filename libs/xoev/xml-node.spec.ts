import { describe, expect, test } from '@jest/globals';
import { readXml, type XmlNode, XmlUnreadable } from './xml-node.js';

const read = (text: string): XmlNode => readXml(Buffer.from(text)).root;

function refusal(bytes: Uint8Array): XmlUnreadable {
  try {
    readXml(bytes);
  } catch (error) {
    if (error instanceof XmlUnreadable) return error;
    throw error;
  }
  throw new Error('The file was read');
}

describe('configuration XML is read', () => {
  test('with names, attributes, text and namespaces as they stand', () => {
    const root = read(
      `<?xml version="1.0"?><?style x="<y>"?><!-- <no> --><a:b xmlns:a="urn:a" x='1 &gt; "0"' a:y="&#228;&amp;">
        one<![CDATA[ <two> ]]><c xmlns="urn:c"><d xmlns=""/></c>three</a:b>`,
    );
    expect(root).toMatchObject({ name: 'a:b', local: 'b', namespace: 'urn:a' });
    expect([...root.attributes]).toEqual([
      ['xmlns:a', 'urn:a'],
      ['x', '1 > "0"'],
      ['a:y', 'ä&'],
    ]);
    expect(root.text.replace(/\s+/g, ' ')).toBe(' one <two> three');
    expect(root.children[0]).toMatchObject({
      namespace: 'urn:c',
      bindings: new Map(
        Object.entries({ xml: 'http://www.w3.org/XML/1998/namespace', a: 'urn:a', '': 'urn:c' }),
      ),
    });
    expect(root.children[0]!.children[0]).toMatchObject({ name: 'd', namespace: '' });
  });

  const ENCODED = '<?xml version="1.0" encoding="ENC"?>\n<a>\n<b x="ä"/></a>';
  test.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${ENCODED.replace('ENC', 'utf-8')}`)],
    ['ISO-8859-1', Buffer.from(ENCODED.replace('ENC', 'ISO-8859-1'), 'latin1')],
    ['windows-1252', Buffer.from(ENCODED.replace('ENC', 'windows-1252'), 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${ENCODED.replace('ENC', 'UTF-16')}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(ENCODED.replace('ENC', 'UTF-16'), 'utf16le')],
    [
      'UTF-16, big end first',
      Buffer.from(`\uFEFF${ENCODED.replace('ENC', 'UTF-16')}`, 'utf16le').swap16(),
    ],
  ])('in %s', (_, bytes) => {
    const [child] = readXml(bytes).root.children;
    expect(child).toMatchObject({ line: 3, attributes: new Map([['x', 'ä']]) });
  });

  test('with the line where a start tag begins, whatever stands before it', () => {
    const root = read(
      '<!DOCTYPE a [\n<!-- ] > \' -->\n<!ENTITY e "<x>">\n]>\n<!--\n<no>\n-->\n<a\n  b=">"\n>\n<![CDATA[\n<no>\n]]><c\r\n/><?p\n<no> ?><d/></a>',
    );
    expect([root.line, ...root.children.map(({ line }) => line)]).toEqual([8, 13, 15]);
  });

  test('with attributes that use the entities that the file itself declares', () => {
    const root = read(
      '<!DOCTYPE a PUBLIC "x" "http://example.org/x.dtd" [<!ENTITY ns "urn:x">]><a b="&ns;"/>',
    );
    expect(root.attributes.get('b')).toBe('urn:x');
  });
});

describe('nothing comes in from outside', () => {
  test.each([
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a b="1"/>',
    '<!DOCTYPE a [<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;]><a b="1"/>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a b="1"/>',
    '<a xmlns:xi="http://www.w3.org/2001/XInclude" b="1"><xi:include href="/etc/passwd" parse="text"/></a>',
  ])('with %s', (text) => {
    const root = read(text);
    expect(root.attributes.get('b')).toBe('1');
    expect(JSON.stringify(root)).not.toContain('root:');
  });
});

describe('refused, with the line, is', () => {
  const nested = (from: number) =>
    Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(from)}">`).join(
      '',
    );

  test.each([
    ['what is not well-formed', '<a>\n<b></a>', 'The file is not well-formed XML', 2],
    ['an entity that nobody declares', '<a>\n&x;</a>', 'The file is not well-formed XML', 2],
    [
      'an entity that only an external subset could declare',
      '<!DOCTYPE a SYSTEM "x.dtd">\n<a>&x;</a>',
      'The file uses an entity that it does not declare',
      2,
    ],
    [
      'an entity in the content, wherever it leads',
      '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<a>\n<b>&e;</b></a>',
      'The file uses entities, which are not accepted here: write what they stand for',
      3,
    ],
    [
      'an entity bomb in an attribute',
      `<!DOCTYPE a [<!ENTITY e0 "${'x'.repeat(1000)}">${nested(10)}]>\n<a b="&e12;"/>`,
      'The file nests elements or entities deeper than is accepted',
      2,
    ],
    [
      'an entity bomb',
      `<!DOCTYPE a [<!ENTITY e0 "${'x'.repeat(1000)}">${nested(10)}]>\n<a>&e12;</a>`,
      'The file nests elements or entities deeper than is accepted',
      1,
    ],
    [
      'an entity that is large and used often',
      `<!DOCTYPE a [<!ENTITY e "${'x'.repeat(50_000)}">]>\n<a>${'&e;'.repeat(5000)}</a>`,
      'The file nests elements or entities deeper than is accepted',
      2,
    ],
    [
      'an entity that holds itself',
      '<!DOCTYPE a [<!ENTITY e "&f;"><!ENTITY f "&e;">]>\n<a>&e;</a>',
      'The file nests elements or entities deeper than is accepted',
      1,
    ],
    [
      'an element a thousand levels deep',
      `\n${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`,
      'The file nests elements or entities deeper than is accepted',
      2,
    ],
    [
      'an unknown encoding',
      '<?xml version="1.0" encoding="klingon"?><a/>',
      'The characters of the file do not fit its encoding, or it is an unknown one; save it as UTF-8',
      1,
    ],
    ['nothing at all', '', 'The file is not well-formed XML', 1],
  ])('%s', (_, text, message, line) => {
    expect(refusal(Buffer.from(text))).toMatchObject({ message, line });
  });
});

test('a hundred thousand attributes are read', () => {
  const attributes = Array.from({ length: 100_000 }, (_, n) => ` a${n}=""`).join('');
  expect(read(`<a${attributes}/>`).attributes.size).toBe(100_000);
});
