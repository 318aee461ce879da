import { describe, expect, test } from '@jest/globals';
import { summaryInput } from '../../test/factories/summary-input.js';
import type { Group } from './content.js';
import { describeSubmission, type SummaryInput } from './describe-submission.js';

/** Headings by their depth, and below them `label: value`. */
function outline(groups: readonly Group[], depth = 1): string[] {
  return groups.flatMap(({ heading, paragraphs, entries, groups: inner }) => [
    `${'#'.repeat(depth)} ${heading}`,
    ...paragraphs,
    ...entries.map(({ label, value }) => `${label}: ${value}`),
    ...outline(inner, depth + 1),
  ]);
}

function section(heading: string, input: SummaryInput): string[] {
  const { groups } = describeSubmission(input);
  return outline(groups.filter((group) => group.heading === heading));
}

describe('form data', () => {
  test('stands under the labels of the form and in its order, groups after what stands beside them', () => {
    const input = summaryInput({
      hunde: [{ rufname: 'Bello' }, { rufname: 'Rex' }],
      halter: { geburtsdatum: '1990-07-12', anrede: 'w', name: 'Käthe Böhm' },
      zwinger: false,
      seit: '2026-03-29T02:30:00+01:00',
    });

    expect(section('Angaben', input)).toEqual([
      '# Angaben',
      'Gehalten seit: 29.03.2026, 03:30:00 Uhr (MESZ)',
      'Zwinger: nein',
      '## Halterin oder Halter',
      'Name: Käthe Böhm',
      'Geburtsdatum: 12.07.1990',
      'Anrede: Frau',
      '## Hund 1',
      'Rufname: Bello',
      '## Hund 2',
      'Rufname: Rex',
    ]);
  });

  test('of a service that no package has any more stands under its own names', () => {
    const input = summaryInput({ halter: { anrede: 'w' }, zahl: 1234.5 }, { service: undefined });

    expect(section('Angaben', input)).toEqual([
      '# Angaben',
      'zahl: 1234,5',
      '## halter',
      'anrede: w',
    ]);
    expect(describeSubmission(input).title).toBe('Leistung 99102013104000');
  });

  test('that says nothing is seen to say nothing', () => {
    const input = summaryInput({ seit: null, zwinger: '', hunde: [], halter: {} });

    expect(section('Angaben', input)).toEqual([
      '# Angaben',
      'Halterin oder Halter: keine Angabe',
      'Gehalten seit: keine Angabe',
      'Zwinger: keine Angabe',
      'Hunde: keine Angabe',
    ]);
  });

  test('that lies deeper than headings can be is shown as it is', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(40)}"ganz unten"${'}'.repeat(40)}`);

    expect(section('Angaben', summaryInput(deep)).at(-1)).toMatch(/^a: \{"a":.*"ganz unten"\}+$/);
  });

  test('with names of every object is not taken for the form', () => {
    const data = JSON.parse('{"constructor":"c","__proto__":"p","toString":"t"}');

    expect(section('Angaben', summaryInput(data))).toEqual([
      '# Angaben',
      'constructor: c',
      '__proto__: p',
      'toString: t',
    ]);
  });
});

describe('a summary', () => {
  test('says when and for whom the submission was received, in the time of the landscape', () => {
    const { lead, authority } = describeSubmission(summaryInput({}));

    expect(authority).toBe('Verbandsgemeinde Trier-Land');
    expect(lead).toBe(
      'Zusammenfassung der online eingereichten Angaben (Antrag), eingegangen am 23.11.2026',
    );
    expect(section('Einreichung', summaryInput({}))).toEqual(
      expect.arrayContaining([
        'Gebiet: Trier-Land (072355007)',
        'Zuständige Stelle: Verbandsgemeinde Trier-Land',
        'Im Auftrag von: Newel',
        'Eingang: 23.11.2026, 00:30:00 Uhr (MEZ)',
        'Referenz des Online-Dienstes: AFM-1',
      ]),
    );
  });

  test('warns of a test and names the only one who may read what is restricted', () => {
    const submission = { test: true, restricted: true };
    const { notices } = describeSubmission(summaryInput({}, { submission }));

    expect(notices.map(({ heading }) => heading)).toEqual(['Auskunftssperre', 'Test']);
    expect(notices[0]!.text).toContain('Verbandsgemeinde Trier-Land');
    expect(describeSubmission(summaryInput({})).notices).toEqual([]);
  });

  test('of corrected form data shows them, says so, and keeps what was posted', () => {
    const posted = {
      area: '072355004',
      data: { halter: { name: 'Kate', anrede: 'w' }, hunde: [{ rufname: 'Belo' }] },
    };
    const input = summaryInput(
      { halter: { name: 'Käthe', anrede: 'w', geburtsdatum: '1990-07-12' }, hunde: [] },
      { correction: { at: '2026-11-23T23:30:00.000Z', posted } },
    );

    expect(section('Angaben', input)).toContain('Name: Käthe');
    expect(section('Eingereichte Angaben vor der Berichtigung', input)).toEqual([
      '# Eingereichte Angaben vor der Berichtigung',
      'Gebiet: 072355004',
      'Halterin oder Halter › Name: Kate',
      'Halterin oder Halter › Geburtsdatum: keine Angabe',
      'Hunde › Hund 1: {"rufname":"Belo"}',
    ]);
    const [notice] = describeSubmission(input).notices;
    expect(notice).toMatchObject({
      heading: 'Berichtigte Angaben',
      text: expect.stringContaining('am 24.11.2026 berichtigt'),
    });
  });

  test('of a message that was changed by hand names the places that were changed', () => {
    const handEdit = { at: '2026-11-23T08:00:00.000Z', paths: ['/m/name', '/m/ort'] };
    const { notices } = describeSubmission(summaryInput({}, { handEdit }));

    expect(notices).toEqual([
      {
        heading: 'Von Hand berichtigte Nachricht',
        text: expect.stringMatching(/am 23\.11\.2026 selbst geändert.*\n\/m\/name\n\/m\/ort$/s),
      },
    ]);
  });

  test('lists the attachments with what tells them from others', () => {
    const input = summaryInput({});
    const attachment = {
      ...{ id: 'a', uri: 'blob:a', name: 'bello.png', mediaType: 'image/png', purpose: 'foto' },
      ...{ sha512: 'AB'.repeat(64), size: 1_234_567 },
    };

    expect(section('Anlagen', input)).toEqual([
      '# Anlagen',
      'Zu dieser Einreichung gehören keine Anlagen.',
    ]);
    expect(
      section('Anlagen', {
        ...input,
        accepted: { ...input.accepted, attachments: [attachment] },
      }),
    ).toEqual([
      '# Anlagen',
      '## Anlage 1',
      'Dateiname: bello.png',
      'Art der Anlage: Foto des Hundes',
      'Dateityp: image/png',
      'Größe: 1,2 MB (1.234.567 Byte)',
      `Prüfsumme (SHA-512): ${'ab'.repeat(64)}`,
    ]);
  });

  test('says of its making which program and which package took part', () => {
    const [, text] = section('Über dieses Dokument', summaryInput({}));

    expect(text).toContain('Nahtlos 1.2.3');
    expect(text).toContain('steuern@1.0.0');
  });
});
