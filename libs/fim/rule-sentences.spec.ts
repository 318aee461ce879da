import { describe, expect, test } from '@jest/globals';
import { demandsOf, switchedOff } from './rule-sentences.js';

describe('a rule in words', () => {
  test.each([
    [
      'Es muss mindestens eines der Felder F1 "Telefon", F2 "Telefax" oder F3 "E-Mail" befüllt sein.',
      [{ kind: 'some', of: ['F1', 'F2', 'F3'] }],
    ],
    [
      'Es muss entweder Feldgruppe G1 "Straßenanschrift" oder Feldgruppe G2 "Postfach" befüllt werden.',
      [{ kind: 'one', of: ['G1', 'G2'] }],
    ],
    [
      'Wenn F1 "Tag (ohne Monat und Jahr)" nicht leer, dann darf F2 "Monat" nicht leer sein.',
      [{ kind: 'with', field: 'F1', needs: 'F2' }],
    ],
    [
      'WENN Datenfeld F1 "Abweichende Stelle" = JA, DANN aktiviere Datenfeldgruppe G1 "Sitz". \n\nWENN Datenfeld F1 "Abweichende Stelle" = NEIN, DANN deaktiviere Datenfeldgruppe G1 "Sitz".',
      [
        {
          kind: 'when',
          condition: { field: 'F1', values: [true], negated: false },
          effects: [{ element: 'G1', state: 'active' }],
        },
        {
          kind: 'when',
          condition: { field: 'F1', values: [false], negated: false },
          effects: [{ element: 'G1', state: 'forbidden' }],
        },
      ],
    ],
    [
      'Wenn das Feld F1 "Vertretung" = 002 "Ja, gesetzlich." ODER = 004 "Ja, bevollmächtigt.", dann muss die Datenfeldgruppe G1 "Person" befüllt sein. \nWenn das Feld F1 "Vertretung" <> 002 "Ja, gesetzlich." UND <> 004 "Ja, bevollmächtigt." dann darf die Datenfeldgruppe \nG1 "Person" nicht befüllt sein.',
      [
        {
          kind: 'when',
          condition: { field: 'F1', values: ['002', '004'], negated: false },
          effects: [{ element: 'G1', state: 'required' }],
        },
        {
          kind: 'when',
          condition: { field: 'F1', values: ['002', '004'], negated: true },
          effects: [{ element: 'G1', state: 'forbidden' }],
        },
      ],
    ],
    [
      "WENN Datenfeld F1 'Art' = 001 'Bestellung', DANN aktiviere Datenfeldgruppe G1 'Grundlage' und deaktiviere das Datenfeld F2 'Datum'.",
      [
        {
          kind: 'when',
          condition: { field: 'F1', values: ['001'], negated: false },
          effects: [
            { element: 'G1', state: 'active' },
            { element: 'F2', state: 'forbidden' },
          ],
        },
      ],
    ],
  ])('is understood where it leaves no doubt: %s', (text, demands) => {
    expect(demandsOf(text)).toEqual(demands);
  });

  test.each([
    '',
    'Wenn F1 und F2 befüllt sind, muss die Validität des Kalenderdatums sichergestellt werden.',
    'Wenn F1 = 001 ODER F2 = 002, dann muss G1 befüllt sein.',
    'Wenn F1 = 001 UND = 002, dann muss G1 befüllt sein.',
    'Wenn F1 > 5, dann muss G1 befüllt sein.',
    'Es muss mindestens eines der Felder F1 oder F2 befüllt sein, außer an Feiertagen.',
    'Es muss mindestens eines der Felder F1 oder F2 befüllt sein. Außerdem ist F3 zu prüfen.',
    'Wenn F1 = JA, dann aktiviere G1 und berechne F2.',
  ])('is left to people as a whole where any sentence is not plain: %s', (text) => {
    expect(demandsOf(text)).toBeUndefined();
  });

  test('says what it switches off, also where the rest is not plain', () => {
    expect(
      switchedOff(
        'Falls F1 passt, deaktiviere die Datenfelder F2 "a", F3 "b" und G4 "c". Sonst darf F5 "d" nicht befüllt sein. Aktiviere F6.',
      ),
    ).toEqual(['F2', 'F3', 'G4', 'F5']);
  });
});
