import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { anyText } from '../../test/factories/any-text.js';
import { propertyRuns } from '../../test/factories/property-runs.js';
import { characterProblem, normalised } from './characters.js';
import type { DataType } from './data-type.js';
import {
  attributeWriter,
  documentOf,
  elementWriter,
  fixedAttributes,
  indented,
  sequenceWriter,
  textWriter,
  type Write,
} from './writer.js';
import { readXml, type XmlNode } from './xml-node.js';

/** An element with what a mapping might have put into it. */
interface Plan {
  dataType: DataType;
  fixed: string;
  attribute: string;
  text: string;
  children: Plan[];
}

const dataType = fc.constantFrom<DataType>('A', 'B', 'C', 'D', 'E', 'String.Latin', 'XML', 'XML');

const { plan } = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.record({
    dataType,
    fixed: anyText.filter((text) => characterProblem(text, 'XML') === undefined),
    attribute: anyText,
    text: anyText,
    children: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'plan' },
      fc.constant<Plan[]>([]),
      fc.array(tie('plan'), { maxLength: 3, depthIdentifier: 'plan' }),
    ),
  }),
}));

const writerOf = ({ dataType: type, fixed, attribute, text, children }: Plan): Write<undefined> => {
  const value = (given: string) =>
    textWriter<undefined>(
      () => given,
      type,
      () => undefined,
    );
  const nested = children.map(writerOf);
  return elementWriter(
    'e',
    fixedAttributes([['f', fixed]]),
    [attributeWriter('a', value(attribute))],
    sequenceWriter([elementWriter('t', '', [], value(text)), sequenceWriter(nested)]),
  );
};

/** Blank and refused texts are left out; so is an element in which nothing is left. */
const expectation = (one: Plan, form = (text: string) => text): object[] => {
  const given = (text: string) =>
    /^\s*$/.test(text) || characterProblem(normalised(text), one.dataType) !== undefined
      ? undefined
      : form(normalised(text));
  const [a, t] = [given(one.attribute), given(one.text)];
  const children = one.children.flatMap((child) => expectation(child, form));
  if (a === undefined && t === undefined && children.length === 0) return [];
  return [{ a, f: form(one.fixed), t, children }];
};

/** The binding of libxml2 now and then drops a byte order mark at the beginning of any longer text: no reason to look at it. */
const bomless = (text: string) => text.replace(/^\ufeff+/, '');

const seen = (text: string | undefined) => text && bomless(text);

const read = (node: XmlNode): object => ({
  a: seen(node.attributes.get('a')),
  f: seen(node.attributes.get('f')),
  t: seen(node.children.find(({ local }) => local === 't')?.text),
  children: node.children.filter(({ local }) => local === 'e').map(read),
});

const readByLibxml2 = (element: XmlElement): object => {
  const elements = element.find('*') as XmlElement[];
  return {
    a: seen(element.attr('a')?.value),
    f: seen(element.attr('f')?.value),
    t: seen(elements.find(({ name }) => name === 't')?.content),
    children: elements.filter(({ name }) => name === 'e').map(readByLibxml2),
  };
};

describe('whatever the texts are,', () => {
  test('the document is well-formed, and reads as what was not refused', () => {
    fc.assert(
      fc.property(plan, (one) => {
        const xml = writerOf(one)(undefined);
        expect(xml === '').toBe(expectation(one).length === 0);
        if (xml === '') return;
        const bytes = documentOf(xml);
        const document = XmlDocument.fromBuffer(bytes);
        try {
          expect([readByLibxml2(document.root)]).toEqual(expectation(one, bomless));
          expect([read(readXml(bytes).root)]).toEqual(expectation(one, bomless));
        } finally {
          document.dispose();
        }
        XmlDocument.fromString(indented(bytes)).dispose();
      }),
      propertyRuns(500),
    );
  });
});
