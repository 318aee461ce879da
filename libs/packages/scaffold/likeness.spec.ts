import { describe, expect, test } from '@jest/globals';
import { likeness } from './likeness.js';
import { wordsOf } from './words.js';

describe('the words of a name', () => {
  test.each([
    ['strasse', 'Straße'],
    ['vorname', 'Vornamen'],
    ['postleitzahl', 'PLZ'],
    ['familienname', 'nachname'],
    ['hausnummer', 'hausNr'],
    ['geburtsdatum', 'geburt.datum'],
    ['geburtsdatum', 'geburt_datum'],
    ['betriebsart', 'betriebArten'],
    ['Wohnort', 'ort'],
    ['e-mail', 'emailAdresse'],
  ])('%s is the same as %s', (one, other) => {
    expect(wordsOf(one)).toEqual(wordsOf(other));
  });

  test('different things stay different', () => {
    expect(wordsOf('vorname')).not.toEqual(wordsOf('familienname'));
    expect(wordsOf('geburtsort')).not.toEqual(wordsOf('geburtsdatum'));
  });
});

describe('likeness', () => {
  const rank = (target: string, ...fields: string[]) =>
    fields
      .map((field) => ({ field, score: likeness(target.split('/'), field.split('.')) }))
      .filter(({ score }) => score >= 0.4)
      .sort((a, b) => b.score - a.score)
      .map(({ field }) => field);

  test('compares the parents where the ends are the same', () => {
    expect(
      rank(
        'betrieb/betriebsstaette/anschrift/ort',
        'hauptniederlassung.ort',
        'betriebsstaette.ort',
      ),
    ).toEqual(['betriebsstaette.ort']);
  });

  test('meets compounds across steps', () => {
    expect(rank('person/geburt/datum', 'person.geburtsort', 'person.geburtsdatum')[0]).toBe(
      'person.geburtsdatum',
    );
  });

  test('looks through an element that only holds the value of the one around it', () => {
    expect(rank('name/vorname/name', 'nachname', 'vorname')).toEqual(['vorname']);
    expect(
      rank('gebuehren/begruendung/textabsatz', 'bescheid.text', 'bescheid.begruendung'),
    ).toEqual(['bescheid.begruendung']);
  });

  test('takes a word that many fields end with for nothing', () => {
    expect(rank('antrag/art', 'inhaber.register.art')).toEqual([]);
    expect(likeness(['ort'], ['ort'])).toBe(1);
  });
});
