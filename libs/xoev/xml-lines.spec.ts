import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startLines } from './xml-lines.js';

test('start tags have the lines where they begin, whatever stands between them', () => {
  const between = fc.constantFrom(
    '',
    '\n',
    'text > ]]',
    '<!-- <a>\n"\' -->',
    '<![CDATA[\n<a> ]]]>',
    '<?p <a>\n?>',
    '</x>\n',
  );
  const tag = fc.constantFrom('<a>', '<a/>', '<a\nb="c"\n>', "<a b='>\n\"'/>", '<ä:b c=">">');
  fc.assert(
    fc.property(fc.array(fc.tuple(between, tag)), (pieces) => {
      const expected: number[] = [];
      let text = '<!DOCTYPE a [ <!ENTITY e "<a>]\n>"> <!-- \' -->\n]>';
      for (const [before, start] of pieces) {
        text += before;
        expected.push(text.split('\n').length);
        text += start;
      }
      expect(startLines(text)).toEqual(expected);
    }),
  );
});
