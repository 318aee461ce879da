import { describe, expect, test } from '@jest/globals';
import { XmlUnreadable } from '#xoev';
import { field, group, rule, values, xdatenfelder } from '../../test/factories/xdatenfelder.js';
import type { DataField } from './data-schema.js';
import { readDataSchema } from './read-data-schema.js';

describe('a data schema in XDatenfelder 3', () => {
  test('is read as a tree of groups and fields with all that they say', () => {
    const schema = readDataSchema(
      xdatenfelder(`
        <x:beschreibung>Leistungsschlüssel: 99006047261000</x:beschreibung>
        <x:bezug>§ 57 BGB</x:bezug><x:bezug>§ 58 BGB</x:bezug>
        <x:statusGesetztDurch>Bundesredaktion</x:statusGesetztDurch>
        <x:bezeichnung>Anmeldung eines Vereins</x:bezeichnung>
        ${group(
          'G00000000001',
          `${rule('R00000000001', 'Wenn F00000000001 etwas sagt, dann auch F00000000002.')}
           ${field('F00000000001', {
             anzahl: '0:3',
             inner: `<x:bezeichnungEingabe>Name des\n   Vereins</x:bezeichnungEingabe>
               <x:hilfetextEingabe>Wie in der Satzung.</x:hilfetextEingabe>
               <x:praezisierung minLength="2" maxLength="60" pattern="[A-Z].*"/>`,
           })}`,
          '1:*',
        )}
        ${field('F00000000002', { feldart: 'select', inner: values('001', '002') })}`),
    );
    expect(schema).toMatchObject({
      id: 'S00000000001',
      version: '1.0.0',
      standard: 3,
      label: 'Anmeldung eines Vereins',
      services: ['99006047261000'],
      references: ['§ 57 BGB', '§ 58 BGB'],
      issuer: 'Bundesredaktion',
      remarks: [],
      elements: [
        {
          kind: 'group',
          id: 'G00000000001',
          minimum: 1,
          maximum: undefined,
          rules: [{ id: 'R00000000001', elements: ['F00000000001', 'F00000000002'] }],
          elements: [
            {
              kind: 'field',
              label: 'Name des Vereins',
              help: 'Wie in der Satzung.',
              minimum: 0,
              maximum: 3,
              limits: { minLength: 2, maxLength: 60, pattern: '[A-Z].*' },
            },
          ],
        },
        {
          input: 'select',
          dataType: 'text',
          values: [
            { code: '001', name: 'Wert 001' },
            { code: '002', name: 'Wert 002' },
          ],
        },
      ],
    });
  });

  test('names the line of what cannot be made sense of, and goes on', () => {
    const { remarks, elements } = readDataSchema(
      xdatenfelder(`
        ${field('F00000000001', { anzahl: 'viele', datentyp: 'farbe' })}
        ${field('F00000000002', { inner: '<x:praezisierung maxLength="lang"/>' })}`),
    );
    expect(elements).toMatchObject([{ minimum: 1, maximum: 1, dataType: 'text' }, { limits: {} }]);
    expect(remarks.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '5 F00000000001: viele is no number of occurrences such as 0:1 or 1:*; taken as 1:1',
      '5 F00000000001: farbe is no datentyp that is known; taken as text',
      '6 F00000000002: maxLength is no number and is left out',
    ]);
  });
});

describe('a data schema in XDatenfelder 2', () => {
  const schema = readDataSchema(
    xdatenfelder(
      `<x:bezeichnungEingabe>Anmeldung</x:bezeichnungEingabe>
       <x:fachlicherErsteller>FIM-Land</x:fachlicherErsteller>
       <x:regel><x:identifikation><x:id>R00000001</x:id></x:identifikation><x:name>Eine</x:name>
         <x:definition>F00000001 braucht F00000002.</x:definition><x:script>function script() {}</x:script></x:regel>
       ${field('F00000001', { inner: '<x:praezisierung>{"minLength":"1","maxLength":"5","pattern":"\\\\d+"}</x:praezisierung>' })}
       ${field('F00000002', {
         feldart: 'select',
         inner: `<x:codelisteReferenz><x:identifikation><x:id>C1</x:id></x:identifikation>
           <x:genericodeIdentification><x:canonicalIdentification>urn:de:farbe</x:canonicalIdentification>
           <x:version>1</x:version><x:canonicalVersionUri>urn:de:farbe_1</x:canonicalVersionUri>
           </x:genericodeIdentification></x:codelisteReferenz>`,
       })}
       ${field('F00000004', { inner: '<x:praezisierung>{"pattern":"\\d{5}\\\\."}</x:praezisierung>' })}
       ${field('F00000003', { inner: '<x:praezisierung>kurz</x:praezisierung>' })}`,
      2,
    ),
  );

  test('has its limits as JSON, its code lists one level deeper and its rules as definitions', () => {
    expect(schema).toMatchObject({ standard: 2, label: 'Anmeldung', issuer: 'FIM-Land' });
    const [first, second] = schema.elements as DataField[];
    expect(first?.limits).toEqual({ minLength: 1, maxLength: 5, pattern: '\\d+' });
    expect(second?.codeList).toEqual({
      uri: 'urn:de:farbe',
      version: '1',
      versionUri: 'urn:de:farbe_1',
      codeColumn: undefined,
    });
    expect(schema.rules).toMatchObject([
      {
        text: 'F00000001 braucht F00000002.',
        script: 'function script() {}',
        elements: ['F00000001', 'F00000002'],
      },
    ]);
  });

  test('may have patterns in which nobody doubled the backslashes', () => {
    const [, , third] = schema.elements as DataField[];
    expect(third?.limits).toEqual({ pattern: '\\d{5}\\.' });
  });

  test('may have limits that nobody can read', () => {
    expect(schema.remarks).toMatchObject([
      { severity: 'error', message: 'F00000003: the limits cannot be read and are left out' },
    ]);
  });
});

describe('other bytes', () => {
  const refused = (text: string) => {
    try {
      readDataSchema(Buffer.from(text));
    } catch (cause) {
      if (cause instanceof XmlUnreadable) return `${cause.line} ${cause.message}`;
      throw cause;
    }
    return 'accepted';
  };

  test.each([
    ['<a', '1 The file is not well-formed XML'],
    ['<a/>', '1 The file is not XDatenfelder 3 or 2: its root is in another namespace'],
    [
      '<xdatenfelder.stammdatenschema.0102 xmlns="urn:xoev-de:fim:standard:xdatenfelder_1"/>',
      '1 The file is not XDatenfelder 3 or 2: its root is in another namespace',
    ],
    [
      '<xdatenfelder.datenfeld.0104 xmlns="urn:xoev-de:fim:standard:xdatenfelder_3.0.0"/>',
      '1 The file holds no data schema: it should be the message xdatenfelder.stammdatenschema.0102',
    ],
    [
      '<xdatenfelder.stammdatenschema.0102 xmlns="urn:xoev-de:fim:standard:xdatenfelder_3.0.0">\n<stammdatenschema/></xdatenfelder.stammdatenschema.0102>',
      '2 A stammdatenschema has no id of FIM, such as F60000000227',
    ],
    [
      xdatenfelder(field('F00000000001')).toString().replace('F00000000001', '__proto__'),
      '4 A datenfeld has no id of FIM, such as F60000000227',
    ],
    [
      xdatenfelder('').toString().replace('S00000000001', '../S00000000001'),
      '4 A stammdatenschema has no id of FIM, such as F60000000227',
    ],
  ])('%s are refused with a sentence', (text, sentence) => {
    expect(refused(text)).toBe(sentence);
  });

  test('with entities, inside or outside, do nothing', () => {
    const bomb = xdatenfelder('<x:beschreibung>&d;</x:beschreibung>')
      .toString()
      .replace(
        '?>',
        '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>',
      );
    expect(refused(bomb)).toContain('uses entities, which are not accepted here');
    const outside = bomb.replace(
      /<!DOCTYPE[^\]]*\]>/,
      '<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/passwd">]>',
    );
    expect(refused(outside)).toContain('uses entities, which are not accepted here');
  });
});
