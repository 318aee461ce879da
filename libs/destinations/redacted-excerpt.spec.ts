import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALONGSIDE, MAILBOX } from '../../test/factories/alongside.js';
import { anyText, dinText } from '../../test/factories/any-text.js';
import { outgoingAttachment } from '../../test/factories/outgoing-message.js';
import { propertyRuns } from '../../test/factories/property-runs.js';
import { LARGEST_MESSAGE, redactedExcerpt } from './redacted-excerpt.js';

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<anmeldung xmlns="urn:beispiel:gewerbe" art="Neubeginn"><name>Jörg Müller-Lüdenscheidt</name>
<kind>Bo</kind><hausnummer>7b</hausnummer><ort>Gera &amp; Umland</ort><land/></anmeldung>`;

function excerpt(text: string, xml = XML, attachmentName = 'Grundriss Keller.pdf') {
  const attachments = [outgoingAttachment(Buffer.from('x'), { name: attachmentName })];
  return redactedExcerpt(text, { xml: Buffer.from(xml), attachments });
}

describe('the excerpt of an answer', () => {
  it('keeps what is about the case system alone, its codes included', () => {
    const text = 'HTTP 422: E1234, element anmeldung/land is empty (see ERR-77, rule 12)';
    expect(excerpt(text)).toBe(text);
  });

  it.each([
    ['name Müller is unknown', 'name … is unknown'],
    ['name MULLER or Mueller is unknown', 'name … or … is unknown'],
    ['name M&uuml;ller, M\\u00fcller, M%C3%BCller, M&amp;#252;ller', 'name …'],
    ['name MÃ¼ller or M\ufffdller or M?ller is unknown', 'name … or … or … is unknown'],
    ['name Mu\u0308l\u00adler is unknown', 'name … is unknown'],
    ['client muellerj unknown', 'client … unknown'],
    ['name Lüdensch cut off', 'name … cut off'],
    ['child Bo at 7B', 'child … at …'],
    ['kind of Neubeginn', 'kind of …'],
    ['file grundriss_keller.PDF missing', 'file … missing'],
    ['mail of j.m@example.org missing', 'mail of … missing'],
    ['account DE89 3704 0044 0532 0130 00 closed', 'account … closed'],
    ['account gb29nwbk60161331926819 closed', 'account … closed'],
    ['born 24.12.1980, phone +49 (651) 12-34, id 12345', 'born …, phone +…, id …'],
    ['two\r\n\tlines\u0007 and\u202e more', 'two lines and more'],
  ])('of %j is %j', (text, expected) => {
    expect(excerpt(text)).toBe(expected);
  });

  it('holds nothing of what goes along with the message', () => {
    const text = `No inbox ${MAILBOX} or QUASTENFLOSSER, Jörg Łukaszewicz, paid T-1 with 12.5 (E17)`;
    const message = { xml: Buffer.from('<a/>'), attachments: [], alongside: ALONGSIDE };
    expect(redactedExcerpt(text, message)).toBe('No inbox … or …, paid … with … (E17)');
  });

  it('is none where nothing readable is left', () => {
    expect(excerpt('')).toBeNull();
    expect(excerpt(' \r\n{"": ""}')).toBeNull();
    expect(excerpt('Müller, Bo!')).toBeNull();
  });

  it('has at most 500 characters', () => {
    expect(excerpt('refused '.repeat(500))).toHaveLength(500);
    expect(excerpt('\u{1F600}a'.repeat(500))!.length).toBeLessThanOrEqual(500);
  });

  it('holds no token and no encoded bytes', () => {
    expect(excerpt(`session ${Buffer.alloc(60, 'secret').toString('base64')} ended`)).toBe(
      'session … ended',
    );
  });
});

describe('a large message', () => {
  const ofSize = (bytes: number) => {
    const [start, end] = ['<a><b>Gera</b>', '</a>'];
    return `${start}${'<b>v w</b>'.repeat(bytes)}`.slice(0, bytes - end.length) + end;
  };

  it('is looked at to its last word, up to a bound', () => {
    const largest = ofSize(LARGEST_MESSAGE).replace(/.{9}<\/a>$/, '<b>Bo</b></a>');
    expect(excerpt('E1 Bo unknown in Gera', largest)).toBe('E1 … unknown in …');
  });

  it('beyond that might hold any word of an answer', () => {
    expect(excerpt('E1 unknown', ofSize(LARGEST_MESSAGE + 1))).toBeNull();
    const words = Array.from({ length: 600_000 }, (_, index) => `<b>Wort${index}x</b>`);
    expect(excerpt('Wort '.repeat(800), words.join(''))).toBeNull();
  });
});

const legal = (text: string) =>
  text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').trim();
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const value = fc
  .oneof(dinText, anyText, fc.stringMatching(/^[A-Za-z0-9]{1,12}$/))
  .map(legal)
  .filter((text) => text.length >= 3);

const answers: ((value: string) => string)[] = [
  (value) => value,
  (value) => `The value ${value} is not known (E17)`,
  (value) => `x${value}y`,
  (value) => JSON.stringify({ error: 'invalid', detail: `${value} is invalid` }),
  (value) => `<error>${escaped(value)}</error>`,
  (value) => `/search?q=${encodeURIComponent(value)}`,
  (value) => value.toUpperCase(),
];

describe('no value of a message', () => {
  it('of three or more characters is left, wherever it stood and however it is repeated', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        fc.array(fc.constantFrom(...answers), { minLength: 1, maxLength: 3 }),
        (values, formats) => {
          const [first, ...others] = values;
          const xml = `<a b="${escaped(first!)}">${others.map((v) => `<c>${escaped(v)}</c>`).join('')}<![CDATA[hidden]]></a>`;
          const name = others[0] ?? 'x';
          const text = ['hidden;', ...formats.flatMap((format) => values.map(format))].join('; ');
          const left = excerpt(text, xml, name) ?? '';
          for (const v of values) expect(left).not.toContain(v);
          expect(left).not.toContain('hidden');
          expect(left.length).toBeLessThanOrEqual(500);
        },
      ),
      propertyRuns(1_000),
    );
  });

  it('survives in a part of a word', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,10}$/), fc.stringMatching(/^[a-z]{0,5}$/), (v, w) => {
        const left = excerpt(`${w}${v}${w}`, `<a>${v}</a>`) ?? '';
        expect(left).not.toContain(v);
      }),
      propertyRuns(500),
    );
  });
});
