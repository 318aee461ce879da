import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadPackages, type Packages } from '#packages';

const SCHEMAS = resolve('schemas');

type Members = Record<string, unknown>;

/** An example, what is changed in the body (`null` removes), and what the sender then reads where. */
type Case = readonly [
  example: string,
  changes: Readonly<Record<string, unknown>>,
  pointer: string,
  sentence: string,
];

const CASES: readonly Case[] = [
  [
    'ausweiswesen/examples/ablauf-bingen.json',
    { 'data.inhaber.kontakt': {} },
    '/data/inhaber/kontakt/email',
    'Geben Sie an, wie das Bürgeramt den Termin bestätigen kann, mit E-Mail-Adresse oder Telefonnummer.',
  ],
  [
    'ausweiswesen/examples/kind-schweich.json',
    { 'data.sorge': null },
    '/data/sorge',
    'Für eine Person unter 16 Jahren stellen die Sorgeberechtigten den Antrag; geben Sie diese an.',
  ],
  [
    'ausweiswesen/examples/ablauf-bingen.json',
    { 'data.vorhandenesDokument': null },
    '/data/vorhandenesDokument',
    'Geben Sie das Ausweisdokument an, das ersetzt werden soll.',
  ],
  [
    'ausweiswesen/examples/ablauf-bingen.json',
    { 'data.vorhandenesDokument.verbleib': 'verloren' },
    '/data/vorhandenesDokument/verlust/tag',
    'Nach einem Verlust oder Diebstahl ist der Tag anzugeben.',
  ],
  [
    'ausweiswesen/examples/diebstahl-bingen.json',
    { 'data.vorhandenesDokument.verlust.dienststelle': null },
    '/data/vorhandenesDokument/verlust/dienststelle',
    'Nach einem Diebstahl ist die Dienststelle der Polizei anzugeben, bei der Anzeige erstattet ist.',
  ],
  [
    'ausweiswesen/examples/kind-schweich.json',
    { 'data.lichtbild.dienstleister': null },
    '/data/lichtbild/dienstleister',
    'Geben Sie an, welcher Dienst das Lichtbild aufgenommen hat.',
  ],
  [
    'bauwesen/examples/kelterhaus-rhodt.json',
    { 'data.grundstueck.bebauungsplan': { vorhanden: true } },
    '/data/grundstueck/bebauungsplan/bezeichnung',
    'Liegt das Grundstück im Geltungsbereich eines Bebauungsplans, ist dieser zu nennen.',
  ],
  [
    'bauwesen/examples/kelterhaus-rhodt.json',
    { 'data.verfahren.art': 'freistellung', 'data.grundstueck.bebauungsplan': null },
    '/data/grundstueck/bebauungsplan',
    'Das Freistellungsverfahren setzt Angaben zum Bebauungsplan voraus.',
  ],
  [
    'gewerbe/examples/verlegung-budenheim.json',
    { 'data.betrieb.fruehereBetriebsstaette': null },
    '/data/betrieb/fruehereBetriebsstaette',
    'Bei einer Verlegung aus einem anderen Meldebezirk ist die frühere Betriebsstätte anzugeben.',
  ],
  [
    'gewerbe/examples/neugruendung-gmbh-mainz.json',
    { 'data.meldung.gegenstand': 'zweigstelle' },
    '/data/betrieb/hauptniederlassung',
    'Für eine Zweigniederlassung oder Zweigstelle ist die Hauptniederlassung anzugeben.',
  ],
  [
    'gewerbe/examples/neugruendung-gmbh-mainz.json',
    { 'data.inhaber.eingetragenerName': null },
    '/data/inhaber/eingetragenerName',
    'Für ein eingetragenes Unternehmen ist der im Register eingetragene Name anzugeben.',
  ],
  [
    'meldewesen/examples/zuzug-aus-oesterreich-trier.json',
    { 'data.bisherigeWohnung.art': null },
    '/data/bisherigeWohnung/art',
    'Wird die bisherige Wohnung beibehalten, ist ihre Art anzugeben.',
  ],
  [
    'meldewesen/examples/bescheinigung-budenheim.json',
    { 'data.bescheinigung.ausgabe': 'abholung' },
    '/data/bescheinigung/exemplare',
    'Für eine schriftliche Bescheinigung ist die Zahl der Ausfertigungen anzugeben.',
  ],
  [
    'meldewesen/examples/bescheinigung-budenheim.json',
    { 'data.bescheinigung.zweck': 'anderer' },
    '/data/bescheinigung/erlaeuterung',
    'Ein anderer Verwendungszweck ist zu erläutern.',
  ],
  [
    'meldewesen/examples/bescheinigung-budenheim.json',
    { 'data.bescheinigung.zweck': 'ausland' },
    '/data/bescheinigung/vorlagestaat',
    'Wird die Bescheinigung im Ausland vorgelegt, ist der Staat anzugeben.',
  ],
  [
    'meldewesen/examples/bescheinigung-budenheim.json',
    { 'data.bescheinigung.zeitraum': { von: '2001-01-01' } },
    '/data/bescheinigung/zusatzangaben',
    'Ein Zeitraum gilt nur für frühere Anschriften; wählen Sie diese unter den zusätzlichen Angaben.',
  ],
  [
    'personenstand/examples/geburtsurkunde-trier.json',
    { 'data.antragsteller.verhaeltnis': 'geschwister' },
    '/data/antragsteller/begruendung',
    'Geschwister und Personen mit rechtlichem Interesse müssen dieses begründen (PStG § 62).',
  ],
  [
    'personenstand/examples/geburtsurkunde-trier.json',
    { 'data.verwendung.zweck': 'sonstiges' },
    '/data/verwendung/erlaeuterung',
    'Ein sonstiger Verwendungszweck ist zu erläutern.',
  ],
  [
    'soziales/examples/rentnerin-konz.json',
    { 'data.antrag.wohngeldnummer': null },
    '/data/antrag/wohngeldnummer',
    'Für einen Weiterleistungs- oder Erhöhungsantrag ist die Wohngeldnummer des letzten Bescheids anzugeben.',
  ],
  [
    'soziales/examples/wohnberechtigung-gezielt-mainz.json',
    { 'data.antrag.wohnung': null },
    '/data/antrag/wohnung',
    'Ein gezielter Wohnberechtigungsschein gilt für eine bestimmte Wohnung; geben Sie diese an.',
  ],
  [
    'soziales/examples/wohnberechtigung-rentner-konz.json',
    { 'data.wohnungswunsch': null },
    '/data/wohnungswunsch/zimmer',
    'Geben Sie an, wie viele Zimmer oder wie viel Wohnfläche die gesuchte Wohnung haben soll.',
  ],
  [
    'soziales/examples/wohnberechtigung-rentner-konz.json',
    { 'data.dringlichkeit': { grund: 'raeumung' } },
    '/data/dringlichkeit/bis',
    'Nach einer Kündigung oder Räumung ist der Tag anzugeben, bis zu dem die Wohnung zu verlassen ist.',
  ],
  [
    'soziales/examples/wohnberechtigung-rentner-konz.json',
    { 'data.dringlichkeit': { grund: 'gesundheit' } },
    '/data/dringlichkeit/erlaeuterung',
    'Gesundheitliche und andere Gründe der Dringlichkeit sind zu erläutern.',
  ],
  [
    'soziales/examples/wohnberechtigung-rentner-konz.json',
    { 'data.vermoegen.erheblich': true },
    '/data/vermoegen/betrag',
    'Bei erheblichem Vermögen ist dessen Wert anzugeben.',
  ],
  [
    'steuern/examples/labrador-newel.json',
    { 'data.haltung.herkunft': 'halter' },
    '/data/haltung/fruehererHalter',
    'Wurde der Hund von einem früheren Halter übernommen, ist dieser anzugeben.',
  ],
  [
    'steuern/examples/labrador-newel.json',
    { 'data.haltung.herkunft': 'zuzug' },
    '/data/haltung/zuzug',
    'Bei einem Zuzug mit Hund ist der Tag des Zuzugs oder die frühere Gemeinde anzugeben.',
  ],
  [
    'verkehr/examples/neu-trier.json',
    { 'data.fahrzeuge': null },
    '/data/fahrzeuge',
    'Geben Sie ein Fahrzeug oder die Teilnahme am Carsharing an.',
  ],
  [
    'verkehr/examples/neu-trier.json',
    { 'data.antrag.art': 'verlaengerung' },
    '/data/antrag/bisherigerAusweis/nummer',
    'Für eine Verlängerung oder ein anderes Fahrzeug ist die Nummer des bisherigen Ausweises anzugeben.',
  ],
  [
    'verkehr/examples/neu-trier.json',
    { 'data.antrag.art': 'umzug' },
    '/data/bewohner/fruehereAnschrift',
    'Nach einem Umzug ist die bisherige Anschrift anzugeben.',
  ],
  [
    'verkehr/examples/neu-trier.json',
    { 'data.antrag.art': 'ersatz' },
    '/data/antrag/bisherigerAusweis/verbleib',
    'Für einen Ersatz ist anzugeben, ob der Ausweis verloren, gestohlen oder beschädigt ist.',
  ],
  [
    'verkehr/examples/dienstwagen-ersatz-mainz.json',
    { 'data.antrag.bisherigerAusweis.anzeige': null },
    '/data/antrag/bisherigerAusweis/anzeige',
    'Nach einem Diebstahl sind Dienststelle und Vorgangsnummer der Anzeige anzugeben.',
  ],
  [
    'verkehr/examples/neu-trier.json',
    { 'data.bewohner.eigenerStellplatz': true },
    '/data/begruendung',
    'Wer über einen eigenen Stellplatz verfügt, muss begründen, warum er nicht genügt.',
  ],
  [
    'ausweiswesen/examples/kind-schweich.json',
    { 'data.sorge.berechtigte.1': null },
    '/data/sorge/berechtigte',
    'Bei gemeinsamem Sorgerecht sind alle Sorgeberechtigten anzugeben.',
  ],
  [
    'ausweiswesen/examples/kind-schweich.json',
    { 'data.sorge.berechtigte.1.einwilligung': false },
    '/data/sorge/berechtigte/1/einwilligung',
    'Wer nicht zum Termin erscheint, muss schriftlich einwilligen.',
  ],
  [
    'ausweiswesen/examples/diebstahl-bingen.json',
    { 'data.vorhandenesDokument.verbleib': 'vorhanden' },
    '/data/vorhandenesDokument/verbleib',
    'Geben Sie an, ob das Dokument verloren oder gestohlen ist.',
  ],
  [
    'ausweiswesen/examples/diebstahl-bingen.json',
    { 'data.vorhandenesDokument.verlust.tag': '2026-11-21' },
    '/data/vorhandenesDokument/verlust/tag',
    'Der Tag des Verlusts liegt in der Zukunft.',
  ],
  [
    'ausweiswesen/examples/diebstahl-bingen.json',
    { 'data.termin.zeitraeume.1.bis': '2026-11-25T16:00:00+01:00' },
    '/data/termin/zeitraeume/1/bis',
    'Ein Zeitraum für den Termin liegt in der Zukunft, und er beginnt, bevor er endet.',
  ],
  [
    'meldewesen/examples/bescheinigung-vollmacht-flonheim.json',
    { 'data.bescheinigung.zeitraum.bis': '1997-12-31' },
    '/data/bescheinigung/zeitraum/bis',
    'Der Zeitraum beginnt, bevor er endet, und endet nicht in der Zukunft.',
  ],
  [
    'meldewesen/examples/bescheinigung-vollmacht-flonheim.json',
    { 'payment.status': null },
    '/data',
    'Zu einer Zahlung gehören ihr Status und ihr Betrag.',
  ],
  [
    'personenstand/examples/geburtsurkunde-trier.json',
    { 'payment.grossAmount': null },
    '/data',
    'Zu einer Zahlung gehören ihr Status und ihr Betrag.',
  ],
  [
    'soziales/examples/wohnberechtigung-gezielt-mainz.json',
    { 'data.antrag.wohnung.bezug': '2026-11-19' },
    '/data/antrag/wohnung/bezug',
    'Der Schein muss dem Vermieter vor dem Bezug vorliegen; der Tag des Bezugs ist schon vorbei.',
  ],
  [
    'verkehr/examples/dienstwagen-ersatz-mainz.json',
    { 'data.fahrzeuge.1.halter': null },
    '/data/fahrzeuge/1/halter',
    'Für ein überlassenes Fahrzeug ist der Halter anzugeben, der seiner Nutzung zugestimmt hat.',
  ],
  [
    'verkehr/examples/dienstwagen-ersatz-mainz.json',
    { 'data.fahrzeuge.0.halter.organisation': null },
    '/data/fahrzeuge/0/halter/person',
    'Der Halter ist entweder eine Person oder ein Unternehmen.',
  ],
  [
    'verkehr/examples/dienstwagen-ersatz-mainz.json',
    { 'data.fahrzeuge.0.halter.zugestimmtAm': '2026-11-20' },
    '/data/fahrzeuge/0/halter/zugestimmtAm',
    'Der Tag der Zustimmung des Halters liegt in der Zukunft.',
  ],
  [
    'verkehr/examples/dienstwagen-ersatz-mainz.json',
    { 'data.antrag.gueltigBis': '2026-11-23' },
    '/data/antrag/gueltigBis',
    'Der Ausweis kann erst nach dem Tag enden, an dem er beginnt.',
  ],
  [
    'verkehr/examples/dienstwagen-ersatz-mainz.json',
    { 'payment.status': null },
    '/data',
    'Zu einer Zahlung gehören ihr Status und ihr Betrag.',
  ],
  [
    'arbeitsschutz/examples/etuis-newel.json',
    { 'data.G00000002210.F00000003445': true, 'data.G00000002210.G00000002211': null },
    '/data/G00000002210/G00000002211',
    'Weicht die Ausgabestelle von der Anschrift des Unternehmens ab, ist ihr Sitz anzugeben.',
  ],
];

let packages: Packages;

beforeAll(async () => {
  packages = await loadPackages(SCHEMAS);
}, 60_000);

afterAll(() => packages.close());

it.each(CASES)('%s with %j tells the sender at %s what the department needs', (...row) => {
  const [example, changes, pointer, sentence] = row;
  const body = JSON.parse(readFileSync(resolve(SCHEMAS, example), 'utf8'));
  const { checkForm } = packages.service(body.service)!;
  expect(checkForm(body.data, body)).toEqual([]);
  for (const [path, value] of Object.entries(changes)) change(body, path.split('.'), value);
  expect(checkForm(body.data, body)).toEqual([{ pointer, code: 'rule-broken', detail: sentence }]);
});

it('has a case for every rule of every package', () => {
  const tried = CASES.map(([, , , sentence]) => sentence);
  expect(tried.toSorted()).toEqual(sentences().toSorted());
});

function change(body: Members, path: readonly string[], value: unknown): void {
  const [step, ...rest] = path;
  if (rest.length > 0) change(body[step!] as Members, rest, value);
  else if (value !== null) body[step!] = value;
  else if (Array.isArray(body)) body.splice(Number(step), 1);
  else delete body[step!];
}

/** What the rules say to senders, as the package files have it. */
function sentences(): string[] {
  return readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('package.yaml'))
    .flatMap((file) => parse(readFileSync(resolve(SCHEMAS, file), 'utf8')).rules ?? [])
    .map(({ message }: { message: string }) => message);
}
