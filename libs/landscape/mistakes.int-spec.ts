import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, type TransportDescriptor } from '#domain';
import {
  changed,
  landscapeFolder,
  SERVICES,
  SOUND_LANDSCAPE,
  TRANSPORTS,
} from '../../test/factories/landscape-folder.js';
import { loadLandscape } from './load-landscape.js';

const load = (
  changes: Record<string, string | null> = {},
  transports: readonly TransportDescriptor[] = TRANSPORTS,
) => loadLandscape(landscapeFolder(changes), { transports, services: SERVICES });

async function mistakes(
  changes: Record<string, string | null>,
  transports?: readonly TransportDescriptor[],
): Promise<string[]> {
  try {
    await load(changes, transports);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.findings.map(({ file, line, message }) => `${file}:${line} ${message}`);
    }
    throw error;
  }
  return [];
}

describe('mistakes in a landscape', () => {
  it('are all listed at once, with file and line', async () => {
    expect(
      await mistakes({
        'landscape.yaml':
          'landscape: Test\nversion: "1"\ntimeZone: Europe/Trier\nareas:\n  ars: areas/absent.xml\n',
        'clients.yaml': 'clients:\n  - { id: portal, name: Portal, directory: DVDV }\n',
        ...changed(
          'activations.yaml',
          ['authority: vg-ruwer', 'authority: vg-ruewr'],
          ['destination: ruwer', 'destination: ruwr'],
          ['message: steuern.hund.0010', 'message: steuern.hudn.0010'],
          ['package: "1.0.0"', 'package: "1.1.0"'],
        ),
        ...changed('destinations.yaml', ['path: out', 'paht: out']),
      }),
    ).toEqual([
      'activations.yaml:4 There is no authority vg-ruewr; did you mean vg-ruwer?',
      'activations.yaml:5 There is no destination ruwr; did you mean ruwer?',
      'activations.yaml:6 The package is any@1.0.0, but this was activated with 1.1.0: check it and write 1.0.0',
      'activations.yaml:20 The municipality can only be found with an area list: areas.ars',
      'activations.yaml:21 There is no message steuern.hudn.0010; did you mean steuern.hund.0010?',
      'clients.yaml:2 key is missing',
      'destinations.yaml:2 directory needs path: The folder.',
      'destinations.yaml:2 There is no setting for directory called paht; did you mean path?',
      'landscape.yaml:1 landscape must be lower-case letters, digits and hyphens',
      'landscape.yaml:3 timeZone must be a name such as Europe/Berlin',
      'landscape.yaml:5 areas/absent.xml: the file does not exist',
    ]);
  });

  it('of the time that data stays are told', async () => {
    const retention = 'retention: { days: -1, clusters: { gewerbe: 1.5, gewerb: 90 } }';
    const head = { 'landscape.yaml': `${SOUND_LANDSCAPE['landscape.yaml']}${retention}\n` };
    expect(await mistakes(head)).toEqual([
      'landscape.yaml:8 days must be >= 0',
      'landscape.yaml:8 gewerbe must be integer',
      'landscape.yaml:8 There is no cluster gewerb; did you mean gewerbe?',
    ]);
  });

  it('of a webhook are told like those of a destination', async () => {
    const webhook = (text: string) => ({
      'clients.yaml': `clients:
  - id: portal
    name: Portal
    directory: DVDV
    key: "psw:07000001"
    webhook:
${text}`,
    });
    expect(
      await mistakes(
        webhook(`      url: http://portal.example/replies
      secret: whsec_plain
      retry: { initialInterval: 9, maximumInterval: 1 }
      sercet: env:B
`),
      ),
    ).toEqual([
      'clients.yaml:7 url must be an https address (http only to this machine)',
      'clients.yaml:8 secret must be a reference to a secret: env:NAME or file:path',
      'clients.yaml:9 maximumInterval is less than initialInterval',
      'clients.yaml:10 There is no setting for https called sercet; did you mean secret?',
    ]);
    expect(await mistakes(webhook('      url: https://portal.example\n'))).toEqual([
      expect.stringContaining('secret is missing'),
    ]);
    const { destination } = await load(
      webhook(`      url: https://portal.example
      secret: env:PORTAL
      concurrency: 2
`),
    );
    expect(destination('client:portal')).toMatchObject({
      id: 'client:portal',
      transport: 'https',
      concurrency: 2,
      retry: { initialInterval: 5 },
      settings: { url: 'https://portal.example', secret: 'env:PORTAL' },
    });
  });

  it('in one file hide nothing in another, and bring no mistakes that are none', async () => {
    expect(await mistakes({ 'authorities.yaml': 'authorities: [\n' })).toEqual([
      expect.stringMatching(/^authorities\.yaml:/),
    ]);
    expect(await mistakes({ 'destinations.yaml': null })).toEqual([
      'destinations.yaml:1 the file does not exist',
    ]);
  });

  it.each<[string, string, string, string]>([
    [
      'an unknown service',
      '99050012104000',
      '99050012104999',
      'No package knows the service 99050012104999',
    ],
    [
      'the message of another service',
      'message: gewerbe.anmeldung.0010',
      'message: steuern.hund.0010',
      'The message steuern.hund.0010 is not made from the service 99050012104000; its messages are gewerbe.anmeldung.0010',
    ],
    ['a key without quotes', 'area: "072355004"', 'area: 072355004', 'area must be string'],
    [
      'an AGS where an ARS belongs',
      'area: "072355004"',
      'area: "07235008"',
      'area must be an ARS of 2, 3, 5, 9 or 12 digits in quotes',
    ],
    [
      'a day that does not exist',
      '2026-01-01',
      '2026-02-30',
      '2026-02-30 is no day of the calendar',
    ],
    [
      'an end before the beginning',
      'validFrom: 2026-01-01',
      'validFrom: 2026-01-01\n    validTo: 2025-01-01',
      'The activation would end before it begins',
    ],
    [
      'two targets of one name',
      'name: copy',
      'name: main',
      'There is a target main already: give each a name',
    ],
    [
      'an unknown level',
      'substantial',
      'some',
      'levelOfAssurance must be one of low, substantial, high',
    ],
    ['an unknown field', 'tenant:', 'tennant:', 'tennant is not known here; did you mean tenant?'],
    [
      'an authority to act for that is unknown',
      'onBehalfOf: municipality',
      'onBehalfOf: municipalty',
      'There is no authority municipalty; did you mean municipality? (or write municipality)',
    ],
  ])('in an activation are found: %s', async (_what, from, to, message) => {
    const found = await mistakes(changed('activations.yaml', [from, to]));
    expect(found.map((text) => text.replace(/^activations\.yaml:\d+ /, ''))).toContain(message);
  });

  it('are activations that overlap, also where one area is padded', async () => {
    const twice = `
activations:
  - { service: "99050012104000", area: "07235", authority: kreis, validTo: 2026-07-01, targets: [{ message: gewerbe.anmeldung.0010, destination: kreis }] }
  - { service: "99050012104000", area: "072350000000", authority: kreis, validFrom: 2026-07-01, targets: [{ message: gewerbe.anmeldung.0010, destination: kreis }] }
`;
    expect(await mistakes({ 'activations.yaml': twice })).toEqual([
      'activations.yaml:3 The service 99050012104000 is activated for 072350000000 on the same days at activations.yaml:2',
    ]);
  });

  it('are ids that stand twice', async () => {
    const found = await mistakes(changed('destinations.yaml', ['id: kreis', 'id: ruwer']));
    expect(found).toContain(
      'destinations.yaml:3 There is a destination ruwer already, at destinations.yaml:2',
    );
  });

  it('are settings of another form than their transport asks for, and ways in of which none is given', async () => {
    const label = { name: 'label', kind: 'text', description: 'How it is called.' } as const;
    const form = { pattern: /^[a-z]+$/, expected: 'small letters' };
    const strict = TRANSPORTS.map((transport) =>
      transport.type === 'https'
        ? {
            ...transport,
            oneOf: ['url', 'hint'],
            fields: [...transport.fields, { ...label, form }],
          }
        : { ...transport, oneOf: ['label', 'hint'] },
    );
    const labelled = (text: string) =>
      mistakes(changed('destinations.yaml', ['secret: "env:KREIS"', `label: ${text}`]), strict);
    expect(await labelled('Kreis')).toEqual([
      expect.stringMatching(/^destinations\.yaml:\d+ directory needs label or hint$/),
      expect.stringMatching(/^destinations\.yaml:\d+ label must be small letters$/),
    ]);
    expect(await labelled('kreis')).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    [
      'url: "https://kreis.example/messages"',
      'url: "http://kreis.example/"',
      'url must be an https address (http only to this machine)',
    ],
    [
      'url: "https://kreis.example/messages"',
      'url: "https://me:pass@kreis.example/"',
      'url must be an address without a password in it',
    ],
    [
      'url: "https://kreis.example/messages"',
      'url: nowhere',
      'url must be an address such as https://host/path',
    ],
    [
      'secret: "env:KREIS"',
      'secret: whsec_plain',
      'secret must be a reference to a secret: env:NAME or file:path',
    ],
    ['secret: "env:KREIS"', 'timeout: 0.5', 'timeout must be a number of at least 1 (seconds)'],
    ['secret: "env:KREIS"', 'verbose: "yes"', 'verbose must be true or false'],
    ['secret: "env:KREIS"', 'hint: "x"', 'hint needs mode'],
    ['secret: "env:KREIS"', 'mode: nice', 'mode must be one of plain, fancy'],
    [
      'transport: https',
      'transport: http',
      'There is no transport http; did you mean https? (known are directory, https)',
    ],
    ['path: out/ruwer', 'path: ../ruwer', 'path must be a path without ..'],
    [
      'giveUpAfter: 60',
      'initialInterval: 9, maximumInterval: 8',
      'maximumInterval is less than initialInterval',
    ],
    [
      'retry: { giveUpAfter: 60 }',
      'breaker: { firstProbe: 9, longestProbe: 8 }',
      'longestProbe is less than firstProbe',
    ],
  ])('in a destination are found: %s -> %s', async (from, to, message) => {
    const found = await mistakes(changed('destinations.yaml', [from, to]));
    expect(found.map((text) => text.replace(/^destinations\.yaml:\d+ /, ''))).toEqual([message]);
    expect(found.join()).not.toContain('whsec_plain');
  });

  it('in keys are found', async () => {
    const sha256 = 'a'.repeat(64);
    const found = await mistakes({
      'keys.yaml': `
keys:
  - { id: a1, sha256: ${sha256}, role: platform, client: protal, services: [ "99050012104000", "99000000000000" ] }
  - { id: a1, sha256: ${sha256}, role: operator, name: Erika Muster }
  - { id: a3, sha256: ${sha256}, role: operator, client: portal }
  - { id: a4, role: case-system, destinations: [ruwr] }
  - { id: a5, sha256: abc, role: platform, client: portal, services: some }
`,
    });
    expect(found.sort()).toEqual(
      [
        'keys.yaml:2 There is no client protal; did you mean portal?',
        'keys.yaml:2 No package knows the service 99000000000000',
        'keys.yaml:3 There is a key a1 already, at keys.yaml:2',
        'keys.yaml:4 client does not belong to the role operator',
        'keys.yaml:4 A key of the role operator needs name',
        'keys.yaml:5 A key has either sha256 or, for a demo, loopbackSecret',
        'keys.yaml:5 There is no destination ruwr; did you mean ruwer?',
        'keys.yaml:6 services must be all, or a list of Leistungsschlüssel in quotes',
        'keys.yaml:6 sha256 must be the SHA-256 of a secret in hex, as `nahtlos key create` writes it',
      ].sort(),
    );
  });

  it.each([
    ['areas/rs.xml', '<CodeList/>', /^areas\/rs\.xml:1 /],
    ['areas/rs.xml', 'no XML', /^areas\/rs\.xml:\d+ /],
    ['areas/ags.xml', SOUND_LANDSCAPE['areas/rs.xml']!, /^areas\/ags\.xml:1 .*is not an AGS/],
  ])('in an area list are found: %s', async (file, text, message) => {
    expect(await mistakes({ [file]: text })).toContainEqual(expect.stringMatching(message));
  });
});
