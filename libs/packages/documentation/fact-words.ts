import type { FactKind } from '../mapping/language/language.js';

type Words = Readonly<Record<string, string>>;

/** What the sources beside the form are called; a trailing dot stands for any name. */
const FACTS: Readonly<Record<FactKind, Words>> = {
  submission: {
    submissionId: 'Kennung der Einreichung',
    caseId: 'Kennung des Vorgangs',
    client: 'Kennung des Onlinedienstes',
    receivedAt: 'Zeitpunkt des Eingangs',
    area: 'Gebiet (Amtlicher Regionalschlüssel)',
    reference: 'Referenz des Onlinedienstes',
    kind: 'Art der Einreichung',
    relatesTo: 'Kennung der Einreichung, auf die sich diese bezieht',
    submittedAt: 'Zeitpunkt des Absendens',
    service: 'Leistungsschlüssel',
    test: 'Kennzeichen für einen Test',
    restricted: 'Kennzeichen für eine Auskunftssperre',
    'authentication.means': 'Mittel der Identifizierung',
    'authentication.levelOfAssurance': 'Vertrauensniveau der Identifizierung',
    'payment.': 'Angabe zur Zahlung',
    'replyChannel.': 'Angabe zum Rückkanal',
  },
  landscape: {
    'authority.id': 'Kennung der zuständigen Behörde',
    'authority.name': 'Name der zuständigen Behörde',
    'authority.keys.': 'Schlüssel der zuständigen Behörde',
    'onBehalfOf.id': 'Kennung der Stelle, für die die Behörde handelt',
    'onBehalfOf.name': 'Name der Stelle, für die die Behörde handelt',
    'onBehalfOf.keys.': 'Schlüssel der Stelle, für die die Behörde handelt',
    tenant: 'Mandant im Fachverfahren',
    matchedArea: 'Gebiet, für das die Zuständigkeit eingetragen ist',
  },
  message: {
    id: 'Kennung der Nachricht',
    type: 'Name der Nachricht',
    'type.code': 'Schlüssel der Art der Nachricht',
    'standard.name': 'Name des Standards',
    'standard.version': 'Version des Standards',
    createdAt: 'Zeitpunkt der Erstellung der Nachricht',
    test: 'Kennzeichen, das nur bei einem Test gesetzt wird',
    'reader.key': 'Verzeichnisschlüssel der empfangenden Behörde',
    'reader.key.prefix': 'Präfix des Verzeichnisschlüssels der empfangenden Behörde',
    'reader.key.value': 'Verzeichnisschlüssel der empfangenden Behörde ohne Präfix',
    'author.name': 'Name der absendenden Stelle',
    'author.directory': 'Verzeichnis, in dem die absendende Stelle steht',
    'author.key': 'Verzeichnisschlüssel der absendenden Stelle',
    'author.key.prefix': 'Präfix des Verzeichnisschlüssels der absendenden Stelle',
    'author.key.value': 'Verzeichnisschlüssel der absendenden Stelle ohne Präfix',
    'author.email': 'E-Mail-Adresse der absendenden Stelle',
    'author.telephone': 'Telefonnummer der absendenden Stelle',
    'author.address.street': 'Straße der absendenden Stelle',
    'author.address.houseNumber': 'Hausnummer der absendenden Stelle',
    'author.address.postalCode': 'Postleitzahl der absendenden Stelle',
    'author.address.town': 'Ort der absendenden Stelle',
  },
  setting: {
    'product.name': 'Name der sendenden Software',
    'product.vendor': 'Hersteller der sendenden Software',
    'product.version': 'Version der sendenden Software',
  },
};

/** Where the facts of a kind come from. */
export const FACT_SOURCES: Readonly<Record<FactKind, string>> = {
  submission: 'Angabe zur Einreichung',
  landscape: 'Angabe zur Zuständigkeit',
  message: 'Angabe zur Nachricht',
  setting: 'Einstellung der Installation',
};

const ATTACHMENT: Words = {
  id: 'Kennung der Anlage',
  name: 'Dateiname',
  mediaType: 'Dateityp',
  purpose: 'Zweck der Anlage',
  sha512: 'Prüfsumme der Datei (SHA-512)',
  size: 'Größe in Byte',
  uri: 'Verweis, unter dem die Datei abgeholt wird',
  content: 'Inhalt der Datei selbst (eingebettet)',
};

/** What a fact is called in German; its own name where there are no words for it. */
export function factWords(kind: FactKind, path: string): string {
  const words = FACTS[kind];
  if (Object.hasOwn(words, path)) return words[path]!;
  const open = Object.keys(words).find((name) => name.endsWith('.') && path.startsWith(name));
  return open === undefined ? path : `${words[open]} „${path.slice(open.length)}“`;
}

export function attachmentWords(property: string): string {
  return Object.hasOwn(ATTACHMENT, property) ? ATTACHMENT[property]! : property;
}
