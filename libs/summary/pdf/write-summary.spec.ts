import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#domain';
import { summaryInput } from '../../../test/factories/summary-input.js';
import { readPdf } from '../../../test/fixtures/pdf-text.js';
import { CHARACTERS, SEQUENCES } from '../../xoev/din-91379.js';
import { describeSubmission } from '../describe-submission.js';
import { writeSummary } from './write-summary.js';

async function written(data: JsonObject, changes?: Parameters<typeof summaryInput>[1]) {
  const bytes = await writeSummary(describeSubmission(summaryInput(data, changes)));
  return { bytes, ...readPdf(bytes) };
}

const plain = (lines: readonly string[]) => lines.map((line) => line.trim());

describe('the PDF of a summary', () => {
  const data = {
    halter: { name: 'Käthe Böhm-Nguyễn', geburtsdatum: '1990-07-12' },
    hunde: [{ rufname: 'Bello' }, { rufname: 'Rex' }],
  };

  test('has labels and values in reading order, each tagged with what it is', async () => {
    const { marked } = await written(data);
    const tagged = marked
      .filter(({ tag }) => tag !== 'Artifact')
      .map(({ tag, text }) => `${tag} ${text.trim()}`);
    const from = tagged.indexOf('H2 Angaben');

    expect(tagged.slice(0, 2)).toEqual([
      'P Verbandsgemeinde Trier-Land',
      'H1 Hundesteuer: Anmeldung',
    ]);
    expect(tagged.slice(from, from + 12)).toEqual([
      'H2 Angaben',
      'H3 Halterin oder Halter',
      'TH Name',
      'TD Käthe Böhm-Nguyễn',
      'TH Geburtsdatum',
      'TD 12.07.1990',
      'H3 Hund 1',
      'TH Rufname',
      'TD Bello',
      'H3 Hund 2',
      'TH Rufname',
      'TD Rex',
    ]);
  });

  test('tells of its language, its title and what it conforms to, and brings its fonts along', async () => {
    const { bytes, objects } = await written(data);
    const file = Buffer.from(bytes).toString('latin1');

    expect(objects).toContain('/Lang (de-DE)');
    expect(objects).toContain('/DisplayDocTitle true');
    expect(objects).toContain('/Marked true');
    expect(objects).toContain('/S /Table');
    expect(objects).toContain('/Scope /Row');
    expect(objects).toContain('/S /GTS_PDFA1');
    expect(file).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(file).toContain('<pdfaid:part>2</pdfaid:part>');
    const fonts = objects.match(/\/BaseFont \/\S+/g) ?? [];
    const embedded = objects.match(/\/FontFile2/g) ?? [];
    expect(new Set(fonts).size).toBe(2);
    expect(embedded.length).toBe(2);
  });

  test('has a bookmark for each of its parts', async () => {
    const { objects } = await written(data);
    const titles = [
      ...objects.matchAll(/\/Title \(([^)]*)\)\n\/Parent|\/Parent.*\n\/Title \(([^)]*)\)/g),
    ];

    const known = titles.map(([, one, other]) => one ?? other);
    expect(known).toEqual(expect.arrayContaining(['Einreichung', 'Angaben', 'Hund 2', 'Anlagen']));
  });

  test('is the same for the same submission, byte for byte, whatever was written in between', async () => {
    const { bytes } = await written(data);
    // Letters that have a glyph in common with others, or that consist of several.
    await written({ other: '\u00a0 \ufb01 \u2126 \u00b5 \u0391 ä ễ D\u0302' });

    const again = await written(data);
    expect(Buffer.compare(again.bytes, bytes)).toBe(0);
  });

  test('numbers its pages, and says so outside of what is read out', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`feld${index}`, `Wert ${index}`]),
    );
    const { lines, marked } = await written(many);

    const pages = plain(lines).filter((line) => /^Seite \d+ von \d+$/.test(line));
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.at(-1)).toBe(`Seite ${pages.length} von ${pages.length}`);
    expect(plain(lines)).toEqual(
      expect.arrayContaining(['feld0', 'Wert 0', 'feld199', 'Wert 199']),
    );
    const read = marked.filter(({ tag }) => tag !== 'Artifact').map(({ text }) => text);
    expect(read.join(' ')).not.toContain('Seite 1');
  });
});

describe('a text that nobody foresaw', () => {
  test('of 10,000 characters without a space is broken into lines and goes on over pages', async () => {
    const { lines } = await written({ text: 'x'.repeat(60_000) });

    const crosses = lines.filter((line) => /^x+$/.test(line));
    expect(crosses.join('').length).toBe(60_000);
    expect(Math.max(...crosses.map(({ length }) => length))).toBeLessThan(80);
  });

  test('of controls, turned script and pictures is shown as far as it can be shown', async () => {
    const { lines } = await written({ text: 'a\u0000b \u202eevil \u05e9\u05dc \u{1F9FF} ende' });

    expect(plain(lines)).toContain('a[U+0000]b [U+202E]evil [U+05E9][U+05DC] [U+1F9FF] ende');
  });

  test('in the name of a service breaks neither the title nor the metadata', async () => {
    const service = { ...summaryInput({}).service!, name: 'Ab & <An> ]]> ) (' };
    const { bytes, lines } = await written({}, { service });

    expect(plain(lines)).toContain('Ab & <An> ]]> ) (');
    const metadata = /<\?xpacket begin[\s\S]*<\?xpacket end/.exec(Buffer.from(bytes).toString());
    expect(metadata![0]).toContain('Ab &amp; &lt;An&gt; ]]&gt; ) (');
    expect(metadata![0]).not.toContain('<An>');
  });

  test('without end is cut, and says so', async () => {
    const { lines } = await written({ text: 'a\n'.repeat(40_000) });

    expect(plain(lines)).toContain(
      'Hier endet die Zusammenfassung nach 300 Seiten. Die Nachricht enthält alle Angaben.',
    );
  }, 30_000);
});

test('every letter of DIN 91379 is printed and can be read again', async () => {
  const letters = codePoints(CHARACTERS.E).filter((codePoint) => codePoint > 0x20);
  const sequences = SEQUENCES.flatMap(([marks, bases]) =>
    [...bases].map((base) => base + String.fromCodePoint(...codePoints(marks))),
  );
  // A no-break space is printed as what it looks like.
  const expected = [...letters.map((one) => String.fromCodePoint(one)), ...sequences]
    .filter((one) => one !== '\u00a0' && one !== '\u00ad')
    .map((one) => one.normalize('NFC'));

  const { lines } = await written({ zeichen: expected.join(' ') });

  const read = lines.join(' ').normalize('NFC').split(/ +/);
  expect(expected.filter((one) => !read.includes(one))).toEqual([]);
  expect(lines.join('')).not.toContain('[U+');
});

function codePoints(ranges: string): number[] {
  return ranges
    .trim()
    .split(/\s+/)
    .flatMap((range) => {
      const [from, to = from] = range.split('-').map((one) => Number.parseInt(one, 16));
      return Array.from({ length: to! - from! + 1 }, (_, index) => from! + index);
    });
}
