/** What people would write, by what the label or the name of the field says. The first row that fits counts. */
const WORDS: readonly (readonly [RegExp, ...string[]])[] = [
  [/e-?mail/i, 'joerg.muellenbach@example.org'],
  [/telefax|fax/i, '06139 555124'],
  [/telefon|mobil|rufnummer/i, '06139 555123', '06131 555980'],
  [/iban/i, 'DE02120300000000202051'],
  [/\bbic\b/i, 'BYLADEM1001'],
  [/internet|webseite|homepage|url/i, 'https://www.example.org'],
  [/geburtsname/i, 'Schäfer'],
  [/geburtsort/i, 'Bingen am Rhein'],
  [/familienname|nachname/i, 'Müllenbach', 'Weyrich'],
  [/vorname/i, 'Jörg', 'Anke'],
  [/doktorgrad/i, 'Dr.'],
  [/staatsangehörigkeit/i, '000'],
  [/zeile.*anschrift|anschrift.*zeile/i, 'Résidence Les Tilleuls', '12, rue de la Gare'],
  [/straße/i, 'Rheinallee', 'Hauptstraße'],
  [/hausnummer/i, '12a', '7'],
  [/postleitzahl|\bplz\b/i, '55257', '55116'],
  [/postfach/i, '12 34'],
  [/zusatz/i, 'Hinterhaus'],
  [/ortsteil/i, 'Lenneberg'],
  [/staat|land\b/i, '129'],
  [/(^|\s)(wohn)?ort\b|gemeinde/i, 'Budenheim', 'Mainz'],
  [/firma|unternehmen|betriebs?name|organisation|eingetragener name/i, 'Weberei Müllenbach GmbH'],
  [/wirtschaftszweig|branche|art des betriebe?s/i, 'Herstellung von Heimtextilien'],
  [
    /gefahrenschutz|vorschrift/i,
    'Gefahrstoffverordnung, § 7',
    'Betriebssicherheitsverordnung, § 3',
  ],
  [/tätigkeit/i, 'Kleben von Etuis mit lösemittelhaltigem Klebstoff'],
  [/verantwortungsbereich|aufgabe/i, 'Aufsicht über das Lager und die Ausgabe'],
  [/funktion|rolle/i, 'Geschäftsführerin'],
  [/aktenzeichen|geschäftszeichen/i, '32-1/2026-0042'],
  [/kennzeichen/i, 'MZ-NA 123'],
  [/beruf/i, 'Tischlerin'],
  [/begründung|grund\b/i, 'Wegen eines Umzugs zum Monatsende.'],
  [
    /beschreibung|erläuterung|bemerkung|hinweis/i,
    'Die Angaben beruhen auf dem Stand vom 2. November 2026.',
  ],
];

const DATES: readonly (readonly [RegExp, string])[] = [
  [/geburt/i, '1984-03-17'],
  [/ende|erlösch|bis\b|ablauf/i, '2026-12-31'],
];

const NUMBERS: readonly (readonly [RegExp, number])[] = [
  [/jahr/i, 1984],
  [/monat/i, 3],
  [/\btag/i, 17],
  [/anzahl|personen/i, 3],
];

/** Words for a text field by its label, else by its name. Empty where neither says enough. */
export function wordsFor(names: readonly string[]): string[] {
  return (firstRow(WORDS, names)?.slice(1) ?? []) as string[];
}

export function dateFor(names: readonly string[]): string {
  return firstRow(DATES, names)?.[1] ?? '2026-11-02';
}

/** A number within the limits. */
export function numberFor(names: readonly string[], minimum: number, maximum: number): number {
  const usual = firstRow(NUMBERS, names)?.[1] ?? 12;
  return Math.min(Math.max(usual, minimum), maximum);
}

/** The label tells more than the name, which speaks to editors. */
function firstRow<Row extends readonly [RegExp, ...unknown[]]>(
  rows: readonly Row[],
  names: readonly string[],
): Row | undefined {
  for (const name of names) {
    const row = rows.find(([pattern]) => pattern.test(name));
    if (row !== undefined) return row;
  }
  return undefined;
}
