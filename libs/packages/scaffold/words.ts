/** Words that say the same in forms and standards; of each line the first counts. */
const SYNONYMS = `
  postleitzahl plz zip
  strasse str strassenname
  hausnummer hausnr hnr
  nummer nr no
  familienname nachname zuname lastname surname
  vorname firstname
  ort stadt wohnort ortsname city town
  staat land nation country
  email mail emailadresse mailadresse
  telefon tel telefonnummer rufnummer telefonnr phone
  mobiltelefon mobil handy mobilnummer handynummer mobiltelefonnummer mobilfunknummer
  webseite website homepage internetseite internetadresse
  anschrift adresse address
  adresszusatz adressergaenzung anschriftenzusatz anschriftzusatz adresszusatzangaben
  name bezeichnung benennung
  geburt geb
  beginn anfang start
  ende schluss
  aktenzeichen az geschaeftszeichen vorgangsnummer vorgang
  betrag summe
  anzahl zahl
  datum date tag
  bemerkung anmerkung hinweis mitteilung
  behoerde amt dienststelle
  antragsteller antragstellerin antragstellende
  staatsangehoerigkeit nationalitaet
`;

const MEANT = new Map(
  SYNONYMS.trim()
    .split('\n')
    .flatMap((line) => {
      const [first = '', ...others] = line.trim().split(/\s+/);
      return others.map((other): [string, string] => [other, first]);
    }),
);

/** Second parts at which compounds are taken apart, so that `geburtsdatum` meets `geburt/datum`. */
const HEADS =
  `datum ort name namen nummer staat land art arten zeit anschrift adresse bezeichnung kennzeichen
  schluessel flaeche grund form stelle staette inhaber person personen gericht angabe angaben betrag`.split(
    /\s+/,
  );

/** What adds nothing beside another word: an e-mail address is an e-mail. */
const PLAIN_BESIDE: Readonly<Record<string, readonly string[]>> = {
  anschrift: ['email'],
  nummer: ['telefon', 'mobiltelefon'],
};

const NOISE = new Set(
  `der die das des dem den im in am an und oder von vom zu zum zur ein eine einer eines einem einen fuer mit bei ist
  wird angabe angaben`.split(/\s+/),
);

/**
 * The words of a name or title, made comparable: small letters, no umlauts, no plural, one word for synonyms,
 * compounds in their parts.
 */
export function wordsOf(text: string): string[] {
  const words = text
    .normalize('NFC')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replace(/e-mail/g, 'email')
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 1 && !NOISE.has(word));
  const parts = words.flatMap(partsOf);
  const told = parts.filter(
    (part) => !(PLAIN_BESIDE[part] ?? []).some((one) => parts.includes(one)),
  );
  return [...new Set(told.map(stem))];
}

function partsOf(word: string): string[] {
  const meant = MEANT.get(word) ?? MEANT.get(singular(word)) ?? word;
  const head = HEADS.find((one) => meant.endsWith(one) && meant.length - one.length >= 3);
  if (head === undefined) return [meant];
  const rest = meant.slice(0, -head.length).replace(/s$/, '');
  return [MEANT.get(rest) ?? rest, MEANT.get(head) ?? head].filter((part) => !NOISE.has(part));
}

function singular(word: string): string {
  return word.replace(/(?:en|n|s)$/, '');
}

/** Rough, but the same on both sides. */
function stem(word: string): string {
  return word.length < 4 ? word : word.replace(/(?:en|er|es|e|s)$/, '');
}
