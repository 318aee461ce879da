import { describe, expect, test } from '@jest/globals';
import { genericode } from '../../../../test/factories/genericode.js';
import { SMALL_SERVICE, smallPackage } from '../../../../test/factories/small-package.js';
import { checkPackages, exampleInput, loadPackages } from '../../index.js';

/** Types that the headers below share. */
const TYPES = `
<xs:complexType name="Code.Frei"><xs:sequence><xs:element name="code" type="xs:token"/></xs:sequence>
  <xs:attribute name="listURI" type="xs:anyURI" use="required"/><xs:attribute name="listVersionID" type="xs:string" use="required"/></xs:complexType>
<xs:complexType name="Code.Typ"><xs:sequence><xs:element name="code"><xs:simpleType><xs:restriction base="xs:token"><xs:enumeration value="4711"/></xs:restriction></xs:simpleType></xs:element></xs:sequence>
  <xs:attribute name="listURI" type="xs:anyURI" fixed="urn:test:nachrichtentyp"/><xs:attribute name="listVersionID" type="xs:string" fixed="1"/></xs:complexType>
<xs:complexType name="Code.Verzeichnis"><xs:sequence><xs:element name="code" type="xs:token"/></xs:sequence>
  <xs:attribute name="listURI" type="xs:anyURI" fixed="urn:test:verzeichnisdienst"/><xs:attribute name="listVersionID" type="xs:string" use="required"/></xs:complexType>
<xs:complexType name="Code.Kanal"><xs:sequence><xs:element name="code" type="xs:token"/></xs:sequence>
  <xs:attribute name="listURI" type="xs:anyURI" fixed="urn:test:erreichbarkeit"/><xs:attribute name="listVersionID" type="xs:string" use="required"/></xs:complexType>
<xs:complexType name="Identifikation"><xs:sequence>
  <xs:element name="nachrichtenUUID" type="xs:string"/><xs:element name="nachrichtentyp" type="t:Code.Typ"/><xs:element name="erstellungszeitpunkt" type="xs:dateTime"/>
</xs:sequence></xs:complexType>
<xs:complexType name="Kommunikation"><xs:sequence>
  <xs:element name="kanal" type="t:Code.Kanal"/><xs:element name="kennung" type="xs:string"/><xs:element name="zusatz" type="xs:string" minOccurs="0"/>
</xs:sequence></xs:complexType>
<xs:complexType name="Anschrift"><xs:choice>
  <xs:element name="gebaeude"><xs:complexType><xs:sequence>
    <xs:element name="hausnummer" type="xs:string" minOccurs="0"/><xs:element name="postleitzahl" type="xs:string"/>
    <xs:element name="strasse" type="xs:string"/><xs:element name="wohnort" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="postfach" type="xs:string"/></xs:choice></xs:complexType>
<xs:attributeGroup name="Wurzel">
  <xs:attribute name="produkt" type="xs:string" use="required"/><xs:attribute name="produkthersteller" type="xs:string" use="required"/>
  <xs:attribute name="produktversion" type="xs:string"/><xs:attribute name="standard" type="xs:string" use="required" fixed="XKlein"/>
  <xs:attribute name="test" type="xs:string"/><xs:attribute name="version" type="xs:string" use="required" fixed="1.0"/>
</xs:attributeGroup>`;

const behoerde = (least: number) => `
  <xs:element name="verzeichnisdienst" type="t:Code.Verzeichnis"/><xs:element name="kennung" type="xs:string"/>
  <xs:element name="name" type="xs:string"/><xs:element name="erreichbarkeit" type="t:Kommunikation" minOccurs="${least}" maxOccurs="unbounded"/>`;

const g2g = (erreichbar: number, more = '') => `
  <xs:element name="nachrichtenkopf.g2g"><xs:complexType><xs:sequence>
    <xs:element name="identifikation.nachricht" type="t:Identifikation"/>
    <xs:element name="leser"><xs:complexType><xs:sequence>${behoerde(0)}</xs:sequence></xs:complexType></xs:element>
    <xs:element name="autor"><xs:complexType><xs:sequence>${behoerde(erreichbar)}</xs:sequence></xs:complexType></xs:element>
    ${more}
  </xs:sequence></xs:complexType></xs:element>`;

const message = (header: string) => `${TYPES}
<xs:element name="klein.4711"><xs:complexType><xs:sequence>${header}
  <xs:element name="inhalt" type="xs:string"/></xs:sequence><xs:attributeGroup ref="t:Wurzel"/></xs:complexType></xs:element>`;

const files = {
  'nachrichtentyp_1.xml': genericode('urn:test:nachrichtentyp', '1', ['4711']),
  'verzeichnisdienst_3.xml': genericode('urn:test:verzeichnisdienst', '3', ['DVDV']),
  'erreichbarkeit_4.xml': genericode('urn:test:erreichbarkeit', '4', ['01', '02']),
  'praefix_1.xml': genericode('urn:test:praefix', '1', ['ags', 'psw']),
  'ags_1.xml': genericode('urn:test:ags', '1', ['00000000']),
};
const LISTS = `codeLists: [${Object.keys(files).join(', ')}]\nreaderKeys: [ags]`;

/** The message, without its namespaces, that a package with a header writes. */
async function written(given: { schema: string; settings: string; map?: string; files?: object }) {
  const { folder, remove } = await smallPackage({
    message: 'klein.4711',
    map: `inhalt: { constant: x }\n${given.map ?? ''}`,
    schema: given.schema,
    settings: `${LISTS}\n${given.settings}`,
    files: { ...files, ...given.files },
  });
  const packages = await loadPackages(folder).finally(remove);
  const body = { service: SMALL_SERVICE, area: '07', reference: 'r', data: {} };
  const bytes = await packages
    .message('klein.4711')!
    .write(exampleInput(body, { keyPrefixes: ['ags', 'dvdvDienstkennung'] }));
  packages.close();
  return Buffer.from(bytes).toString('utf8').split('\n')[1]!;
}

const IDENTIFICATION =
  '<identifikation.nachricht><nachrichtenUUID>00000000-0000-5000-8000-000000000003</nachrichtenUUID><nachrichtentyp listURI="urn:test:nachrichtentyp" listVersionID="1"><code>4711</code></nachrichtentyp><erstellungszeitpunkt>2026-11-22T09:30:01.000+01:00</erstellungszeitpunkt></identifikation.nachricht>';
const DVDV =
  '<verzeichnisdienst listURI="urn:test:verzeichnisdienst" listVersionID="3"><code>DVDV</code></verzeichnisdienst>';
const LESER = `<leser>${DVDV}<kennung>ags:00000000</kennung><name>Beispielverwaltung</name></leser>`;
const EMAIL =
  '<erreichbarkeit><kanal listURI="urn:test:erreichbarkeit" listVersionID="4"><code>01</code></kanal><kennung>postfach@beispiel.example</kennung></erreichbarkeit>';
const autor = (more = '') =>
  `<autor>${DVDV}<kennung>psw:00000000</kennung><name>Online-Dienste Beispiel</name>${more}</autor>`;
const GEBAEUDE =
  '<gebaeude><hausnummer>1</hausnummer><postleitzahl>00000</postleitzahl><strasse>Hauptstraße</strasse><wohnort>Musterstadt</wohnort></gebaeude>';

describe('the header', () => {
  test('g2g says who wrote which message to whom, and when', async () => {
    const xml = await written({ schema: message(g2g(0)), settings: 'header: g2g' });
    expect(xml).toContain(
      ' standard="XKlein" version="1.0" produkt="Nahtlos" produkthersteller="Nahtlos" produktversion="1.0.0">',
    );
    expect(xml).toContain(
      `<nachrichtenkopf.g2g>${IDENTIFICATION}${LESER}${autor()}</nachrichtenkopf.g2g>`,
    );
  });

  test('g2g is qualified where the schema says so', async () => {
    const schema = message(g2g(0)).replaceAll(
      /<xs:element name="(leser|autor|nachrichtenkopf.g2g|identifikation.nachricht)"/g,
      '$& form="qualified"',
    );
    const xml = await written({ schema, settings: 'header: g2g' });
    expect(xml).toContain('<t:nachrichtenkopf.g2g><t:identifikation.nachricht><nachrichtenUUID>');
    expect(xml).toContain(`<t:leser>${DVDV}`);
  });

  test('xmeld adds how the author is reached, and the address', async () => {
    const schema = message(
      `${g2g(1)}<xs:element name="anschrift.leser" type="t:Anschrift" minOccurs="0"/><xs:element name="anschrift.autor" type="t:Anschrift"/>`,
    );
    const xml = await written({ schema, settings: 'header: xmeld' });
    expect(xml).toContain(
      `${autor(EMAIL)}</nachrichtenkopf.g2g><anschrift.autor>${GEBAEUDE}</anschrift.autor><inhalt>`,
    );
  });

  test('xwasser has room for what it answers, which a mapping may fill', async () => {
    const more =
      '<xs:element name="referenzUUID" type="xs:string" minOccurs="0"/><xs:element name="dvdvDienstkennung" type="xs:string" minOccurs="0"/>';
    const xml = await written({
      schema: message(g2g(0, more)),
      settings: 'header: xwasser',
      map: 'nachrichtenkopf.g2g/referenzUUID: { submission: caseId }',
    });
    expect(xml).toContain(
      `${autor()}<referenzUUID>00000000-0000-4000-8000-000000000002</referenzUUID><dvdvDienstkennung>00000000</dvdvDienstkennung></nachrichtenkopf.g2g>`,
    );
  });

  test('behoerdenkennung parts keys into prefix and value, each with its list', async () => {
    const who = (more: string) => `<xs:complexType><xs:sequence>
      <xs:element name="behoerdenkennung"><xs:complexType><xs:sequence>
        <xs:element name="praefix" type="t:Code.Frei"/><xs:element name="kennung" type="t:Code.Frei"/></xs:sequence></xs:complexType></xs:element>
      ${more}<xs:element name="behoerdenname" type="xs:string"/></xs:sequence></xs:complexType>`;
    const schema = message(`<xs:element name="nachrichtenkopf"><xs:complexType><xs:sequence>
      <xs:element name="identifikation.nachricht" type="t:Identifikation"/>
      <xs:element name="leser">${who('<xs:element name="anschrift" type="t:Anschrift" minOccurs="0"/>')}</xs:element>
      <xs:element name="autor">${who('<xs:element name="erreichbarkeit" type="t:Kommunikation" maxOccurs="unbounded"/><xs:element name="anschrift" type="t:Anschrift"/>')}</xs:element>
      </xs:sequence></xs:complexType></xs:element>`);
    const map = ['leser', 'autor']
      .flatMap((who) =>
        [
          ['praefix', 'prefix', 'praefix'],
          ['kennung', 'value', 'ags'],
        ].map(
          ([element, part, list]) =>
            `nachrichtenkopf/${who}/behoerdenkennung/${element}: { code: { message: ${who === 'leser' ? 'reader' : 'author'}.key.${part} }, list: ${list} }\n`,
        ),
      )
      .join('');
    const xml = await written({ schema, settings: 'header: behoerdenkennung', map });
    const key = (prefix: string) =>
      `<behoerdenkennung><praefix listURI="urn:test:praefix" listVersionID="1"><code>${prefix}</code></praefix><kennung listURI="urn:test:ags" listVersionID="1"><code>00000000</code></kennung></behoerdenkennung>`;
    expect(xml).toContain(
      `<nachrichtenkopf>${IDENTIFICATION}<leser>${key('ags')}<behoerdenname>Beispielverwaltung</behoerdenname></leser><autor>${key('psw')}${EMAIL}<anschrift>${GEBAEUDE}</anschrift><behoerdenname>Online-Dienste Beispiel</behoerdenname></autor></nachrichtenkopf>`,
    );
  });

  test('kopf names a process, and whoever the schema has room for', async () => {
    const kontakt = `<xs:complexType><xs:sequence>
      <xs:element name="Behoerdenkennung" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Behoerdenschluessel" type="xs:string" minOccurs="0"/><xs:element name="Praefix" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
      <xs:element name="Institution" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Name" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
      </xs:sequence></xs:complexType>`;
    const schema = `${TYPES}<xs:element name="klein.4711"><xs:complexType><xs:sequence>
      <xs:element name="Kopf"><xs:complexType><xs:sequence>
        <xs:element name="ProzessID" type="xs:string"/><xs:element name="Nachrichtentyp" type="t:Code.Typ"/><xs:element name="Erstellungszeitpunkt" type="xs:dateTime"/>
        <xs:element name="Absender">${kontakt}</xs:element><xs:element name="Empfaenger">${kontakt}</xs:element>
        <xs:element name="SendendesSystem" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Produktname" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element><xs:element name="inhalt" type="xs:string"/></xs:sequence></xs:complexType></xs:element>`;
    const xml = await written({ schema, settings: 'header: kopf' });
    expect(xml).toContain(
      '<Absender><Behoerdenkennung><Behoerdenschluessel>00000000</Behoerdenschluessel><Praefix>psw</Praefix></Behoerdenkennung><Institution><Name>Online-Dienste Beispiel</Name></Institution></Absender><Empfaenger><Behoerdenkennung><Behoerdenschluessel>00000000</Behoerdenschluessel><Praefix>ags</Praefix></Behoerdenkennung><Institution><Name>Beispielverwaltung</Name></Institution></Empfaenger><SendendesSystem><Produktname>Nahtlos</Produktname></SendendesSystem></Kopf>',
    );
  });

  test('of a package’s own may begin with a profile and change it', async () => {
    const header = `profile: g2g
map:
  nachrichtenkopf.g2g/leser/kennung: { submission: area }
`;
    const xml = await written({
      schema: message(g2g(0)),
      settings: 'header: kopf.yaml',
      files: { 'kopf.yaml': header },
    });
    expect(xml).toContain(`${DVDV}<kennung>07</kennung><name>Beispielverwaltung</name>`);
  });

  test('that does not fit the schema is a mistake of package.yaml', async () => {
    const { folder, remove } = await smallPackage({
      message: 'klein.4711',
      map: 'inhalt: { constant: x }',
      schema: message(''),
      settings: 'header: g2g',
    });
    const found = await checkPackages(folder).finally(remove);
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([
      expect.objectContaining({
        file: 'klein/package.yaml',
        message: 'The message has no element nachrichtenkopf.g2g; known are inhalt',
      }),
    ]);
  });
});
