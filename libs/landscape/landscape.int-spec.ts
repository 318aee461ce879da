import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  changed,
  landscapeFolder,
  SERVICES,
  SOUND_LANDSCAPE,
  TRANSPORTS,
} from '../../test/factories/landscape-folder.js';
import { OFFICIAL, withOfficial } from '../../test/fixtures/official.js';
import { loadLandscape } from './load-landscape.js';

const NOON = new Date('2026-11-22T12:00:00+01:00');

const load = (changes: Record<string, string | null> = {}) =>
  loadLandscape(landscapeFolder(changes), { transports: TRANSPORTS, services: SERVICES });

describe('routing', () => {
  it('takes the longest prefix of the area, and says why', async () => {
    const landscape = await load();
    expect(landscape.route('99050012104000', '072355004008', NOON)).toEqual({
      service: '99050012104000',
      matchedArea: '072355004',
      authority: {
        id: 'vg-ruwer',
        name: 'Verbandsgemeindeverwaltung Ruwer',
        keys: { ars: '072355004' },
      },
      onBehalfOf: null,
      tenant: null,
      packageVersion: '1.0.0',
      targets: [
        { name: 'gewerbe.anmeldung.0010', message: 'gewerbe.anmeldung.0010', destination: 'ruwer' },
      ],
      minimumLevelOfAssurance: 'substantial',
      acceptsTests: false,
      landscapeVersion: landscape.version,
      reason:
        '072355004008 (Bonerath) is covered by the activation for 072355004 (Verbandsgemeinde Ruwer) from 2026-01-01, more exact than 07235',
    });
  });

  it('names the topics of destinations that have their own, one for each cluster', async () => {
    expect((await load()).ownTopics).toEqual([]);
    const landscape = await load(
      changed('destinations.yaml', ['id: ruwer, ', 'id: ruwer, ownTopic: true, ']),
    );
    expect(landscape.ownTopics).toEqual([
      { cluster: 'gewerbe', destination: 'ruwer' },
      { cluster: 'steuern', destination: 'ruwer' },
    ]);
    const { targets } = landscape.route('99050012104000', '072355003001', NOON)!;
    expect(targets.map(({ name, ownTopic }) => [name, ownTopic])).toEqual([
      ['main', undefined],
      ['copy', true],
    ]);
  });

  it('names the destinations that answer by topic', async () => {
    const choices = ['api', 'topic'];
    const field = { name: 'answers', kind: 'choice', choices, description: '' } as const;
    const kafka = { type: 'kafka', title: '', fields: [field] };
    const answering = async (settings: string) => {
      const folder = landscapeFolder(
        changed('destinations.yaml', [
          'transport: directory, settings: { path: out/ruwer }',
          `transport: kafka, settings: ${settings}`,
        ]),
      );
      const facts = { transports: [...TRANSPORTS, kafka], services: SERVICES };
      return (await loadLandscape(folder, facts)).answering;
    };
    expect(await answering('{ answers: topic }')).toEqual(['ruwer']);
    expect(await answering('{ answers: api }')).toEqual([]);
    expect(await answering('{}')).toEqual([]);
  });

  it('falls back to the wider area for other places, whole and padded keys', async () => {
    const landscape = await load();
    for (const area of ['072355003001', '07235', '072350000000', '072355003']) {
      expect(landscape.route('99050012104000', area, NOON)).toMatchObject({
        matchedArea: '07235',
        tenant: '07235',
        targets: [{ name: 'main' }, { name: 'copy' }],
        acceptsTests: true,
      });
    }
  });

  it('takes an activation for a padded key as one for all places in it', async () => {
    const landscape = await load(
      changed('activations.yaml', ['area: "072355004"', 'area: "072355004000"']),
    );
    const route = landscape.route('99050012104000', '072355004008', NOON);
    expect(route?.matchedArea).toBe('072355004');
  });

  it('gives nothing for a place, a service or a key that nobody covers', async () => {
    const landscape = await load();
    expect(landscape.route('99050012104000', '072360000000', NOON)).toBeUndefined();
    expect(landscape.route('99000000000000', '072355004008', NOON)).toBeUndefined();
    expect(landscape.route('99050012104000', '07236999', NOON)).toBeUndefined();
    expect(landscape.route('99050012104000', '0', NOON)).toBeUndefined();
  });

  it('respects validity by the calendar of the time zone, and then looks wider', async () => {
    const landscape = await load();
    const matched = (moment: string) =>
      landscape.route('99050012104000', '072355004008', new Date(moment))?.matchedArea;
    expect(matched('2025-12-31T22:59:59Z')).toBe('07235');
    expect(matched('2025-12-31T23:00:00Z')).toBe('072355004');
  });

  it('lets one activation follow another on the next day', async () => {
    const landscape = await load({
      'activations.yaml': `
activations:
  - { service: "99050012104000", area: "07235", authority: kreis, validTo: 2026-06-30, targets: [{ message: gewerbe.anmeldung.0010, destination: kreis }] }
  - { service: "99050012104000", area: "07235", authority: vg-ruwer, validFrom: 2026-07-01, targets: [{ message: gewerbe.anmeldung.0010, destination: ruwer }] }
`,
    });
    const authority = (day: string) =>
      landscape.route('99050012104000', '07235', new Date(`${day}T12:00:00+02:00`))?.authority.id;
    expect([authority('2026-06-30'), authority('2026-07-01')]).toEqual(['kreis', 'vg-ruwer']);
  });

  it('names the municipality on whose behalf the administration acts', async () => {
    const landscape = await load();
    const onBehalfOf = (area: string) => landscape.route('99102013104000', area, NOON)?.onBehalfOf;
    const bonerath = {
      id: '072355004008',
      name: 'Bonerath',
      keys: { ars: '072355004008', ags: '07235008' },
    };
    expect(onBehalfOf('072355004008')).toEqual(bonerath);
    expect(onBehalfOf('07235008')).toEqual(bonerath);
    expect(onBehalfOf('072355004')).toBeNull();
  });

  it('lists what can be delivered for an area', async () => {
    const landscape = await load();
    const keys = (area: string) => landscape.services(area, NOON).map(({ service }) => service);
    expect(keys('072355004008')).toEqual(['99050012104000', '99102013104000']);
    expect(keys('07235')).toEqual(['99050012104000']);
    expect(keys('01')).toEqual([]);
  });
});

describe('an area', () => {
  it('given as AGS becomes an ARS; an ARS passes as it is', async () => {
    const landscape = await load();
    expect(landscape.resolveArea('07235060')).toEqual({ ars: '072355004060' });
    expect(landscape.resolveArea('072350000000')).toEqual({ ars: '072350000000' });
    expect(landscape.resolveArea('07')).toEqual({ ars: '07' });
    expect(['07235999', '0723', '', 'x'.repeat(12)].map(landscape.resolveArea)).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('has the name that a list or the landscape gives', async () => {
    const landscape = await load({
      ...changed('landscape.yaml', [
        /names: .*/.exec(SOUND_LANDSCAPE['landscape.yaml']!)![0],
        'names: names.yaml',
      ]),
      'names.yaml': '"07": Rheinland-Pfalz\n',
    });
    expect(landscape.areaName('072355004060')).toBe('Kasel');
    expect(landscape.areaName('07211000')).toBe('Trier, Stadt');
    expect(landscape.areaName('070000000000')).toBe('Rheinland-Pfalz');
    expect(landscape.areaName('08')).toBeUndefined();
  });
});

describe('the rest of the landscape', () => {
  it('has clients and destinations, with defaults filled in', async () => {
    const landscape = await load();
    expect(landscape.client('portal')).toEqual({
      id: 'portal',
      name: 'Portal',
      directory: 'DVDV',
      key: 'psw:07000001',
    });
    expect(landscape.client('other')).toBeUndefined();
    expect(landscape.destination('kreis')).toEqual({
      id: 'kreis',
      name: 'Kreis',
      transport: 'https',
      concurrency: 2,
      summary: false,
      retry: { initialInterval: 5, maximumInterval: 21_600, giveUpAfter: 60 },
      breaker: { failures: 5, firstProbe: 5, longestProbe: 300 },
      settings: { url: 'https://kreis.example/messages', secret: 'env:KREIS' },
    });
    expect(landscape.destinations().map(({ id }) => id)).toEqual(['ruwer', 'kreis']);
  });

  it('lays a summary beside files that people look at, unless a destination says otherwise', async () => {
    const transports = TRANSPORTS.map((one) => ({ ...one, forPeople: one.type === 'directory' }));
    const summaries = async (...changes: [from: string, to: string][]) => {
      const folder = landscapeFolder(changed('destinations.yaml', ...changes));
      const landscape = await loadLandscape(folder, { transports, services: SERVICES });
      return landscape.destinations().map(({ id, summary }) => [id, summary]);
    };

    expect(await summaries()).toEqual([
      ['ruwer', true],
      ['kreis', false],
    ]);
    expect(
      await summaries(
        ['id: ruwer, ', 'id: ruwer, summary: false, '],
        ['id: kreis\n', 'id: kreis\n    summary: true\n'],
      ),
    ).toEqual([
      ['ruwer', false],
      ['kreis', true],
    ]);
  });

  it('may spread a list over the files of a folder', async () => {
    const [gewerbe, steuern] = SOUND_LANDSCAPE['activations.yaml']!.split('  - service: "99102');
    const landscape = await load({
      'activations.yaml': null,
      'activations/gewerbe.yaml': gewerbe!,
      'activations/steuern.yaml': `activations:\n  - service: "99102${steuern}`,
    });
    expect(landscape.services('072355004008', NOON)).toHaveLength(2);
  });

  it('has a version that changes with its content, but not with its keys', async () => {
    const folder = landscapeFolder();
    const version = async () =>
      (await loadLandscape(folder, { transports: TRANSPORTS, services: SERVICES })).version;
    const first = await version();
    expect(first).toMatch(/^test@1\+[0-9a-f]{12}$/);
    expect(await version()).toBe(first);
    writeFileSync(join(folder, 'keys.yaml'), 'keys: []\n');
    expect(await version()).toBe(first);
    writeFileSync(
      join(folder, 'clients.yaml'),
      SOUND_LANDSCAPE['clients.yaml']!.replace('Portal', 'Portal 2'),
    );
    expect(await version()).not.toBe(first);
  });

  it('warns of a destination that reads topics where nobody can', async () => {
    const transports = TRANSPORTS.map((one) => ({ ...one, readsTopics: one.type === 'https' }));
    const warnings = async (topicsInReach?: boolean) => {
      const facts = { transports, services: SERVICES, topicsInReach };
      return (await loadLandscape(landscapeFolder(), facts)).warnings;
    };
    expect(await warnings(false)).toEqual([
      {
        file: 'destinations.yaml',
        line: 5,
        message: expect.stringContaining('NAHTLOS_LOG=kafka'),
        severity: 'warning',
      },
    ]);
    expect([await warnings(true), await warnings()]).toEqual([[], []]);
  });

  it('warns of area lists that do not fit and of areas that nobody lives in', async () => {
    const landscape = await load({
      ...changed('areas/ags.xml', ['07235060', '07235999']),
      ...changed('activations.yaml', ['area: "07235"', 'area: "07999"']),
    });
    expect(landscape.warnings).toEqual([
      {
        file: 'activations.yaml',
        line: 10,
        message: 'No municipality of the area list lies in 07999',
        severity: 'warning',
      },
      {
        file: 'landscape.yaml',
        line: 6,
        message: 'Kasel has the ARS 072355004060 and the AGS 07235999, joined by name',
        severity: 'warning',
      },
    ]);
  });
});

const list = (name: string) => readFileSync(new URL(`codelists/${name}`, OFFICIAL), 'utf8');

withOfficial('the official area lists', () => {
  it('join without loss, with the one known mismatch reported', async () => {
    const landscape = await load({
      'areas/rs.xml': list('destatis-rs_2026-06-30.xml'),
      'areas/ags.xml': list('destatis-ags_2026-06-30.xml'),
    });
    expect(landscape.warnings.map(({ message }) => message)).toEqual([
      'Uder has the ARS 160615051097 and the AGS 16061119, joined by name',
    ]);
    expect(landscape.resolveArea('16061119')).toEqual({ ars: '160615051097' });
    expect(landscape.resolveArea('07211000')).toEqual({ ars: '072110000000' });
    expect(landscape.resolveArea('02000000')).toEqual({ ars: '020000000000' });
    expect(landscape.areaName('091620000000')).toBe('München, Landeshauptstadt');
  }, 30_000);
});

describe('ten thousand activations', () => {
  it('are loaded and routed', async () => {
    const activations = Array.from({ length: 10_000 }, (_, index) => {
      const area = `07235${String(index).padStart(7, '0')}`;
      return `  - { service: "99050012104000", area: "${area}", authority: kreis, validFrom: 2026-01-01, targets: [{ message: gewerbe.anmeldung.0010, destination: kreis }] }`;
    });
    const landscape = await load({
      'activations.yaml': `activations:\n${activations.slice(1).join('\n')}\n`,
      ...changed('landscape.yaml', ['  ars: areas/rs.xml\n  ags: areas/ags.xml\n', '']),
    });
    expect(landscape.route('99050012104000', '072350009999', NOON)?.matchedArea).toBe(
      '072350009999',
    );
    expect(landscape.route('99050012104000', '072350000000', NOON)).toBeUndefined();
  }, 60_000);
});

describe('how long data stays', () => {
  const retentionWith = async (text: string) => {
    const head = { 'landscape.yaml': `${SOUND_LANDSCAPE['landscape.yaml']}${text}\n` };
    return (await load(head)).retention;
  };

  it('is 30 days where the landscape says nothing', async () => {
    const retention = await retentionWith('');
    expect([retention.days('gewerbe'), retention.days(null), retention.shortest]).toEqual([
      30, 30, 30,
    ]);
  });

  it('is what the landscape says, for each cluster that it names and for the rest', async () => {
    const retention = await retentionWith('retention: { days: 20, clusters: { steuern: 90 } }');
    expect(retention.days('steuern')).toBe(90);
    expect(retention.days('gewerbe')).toBe(20);
    expect(retention.days(null)).toBe(20);
    expect(retention.shortest).toBe(20);
  });
});
