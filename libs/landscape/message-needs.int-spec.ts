import { expect, test } from '@jest/globals';
import {
  changed,
  landscapeFolder,
  SERVICES,
  SOUND_LANDSCAPE,
  TRANSPORTS,
} from '../../test/factories/landscape-folder.js';
import { loadLandscape } from './index.js';

const asking = (...asks: string[]) => ({
  ...SERVICES,
  message: (type: string) => {
    const known = SERVICES.message(type);
    return known && { ...known, asks: new Set(type.startsWith('gewerbe') ? asks : []) };
  },
});

async function warnings(services = SERVICES, changes: Record<string, string> = {}) {
  const folder = landscapeFolder({ 'keys.yaml': KEYS, ...changes });
  const { warnings: all } = await loadLandscape(folder, { transports: TRANSPORTS, services });
  return all.map(({ file, message }) => `${file} ${message}`);
}

const KEYS = `keys:
  - { id: portal, role: platform, client: portal, services: ["99050012104000"], sha256: "${'0'.repeat(64)}" }
`;
const KEYLESS = SOUND_LANDSCAPE['authorities.yaml']!.replaceAll(/, keys: \{[^}]*\}/g, '');

test('a message that names its author more exactly than the landscape can is warned of', async () => {
  expect(await warnings(asking('author.contact', 'author.address'))).toEqual([
    'clients.yaml Messages that portal sends name an e-mail address or telephone number of their author; the client has none',
    'clients.yaml Messages that portal sends name the address of their author; the client has none',
  ]);
  expect(await warnings()).toEqual([]);
});

test('a reader without any directory key is warned of', async () => {
  expect(KEYLESS).not.toBe(SOUND_LANDSCAPE['authorities.yaml']);
  const found = await warnings(asking('reader.key'), { 'authorities.yaml': KEYLESS });
  expect(found).toEqual(
    ['vg-ruwer', 'kreis'].map(
      (id) => `authorities.yaml Messages name ${id} as their reader, but it has no directory key`,
    ),
  );
  expect(await warnings(asking('reader.key'))).toEqual([]);
});

test('a client that can be reached is fine', async () => {
  const reachable = changed('clients.yaml', ['key: ', 'email: a@b.example, key: ']);
  expect(await warnings(asking('author.contact'), reachable)).toEqual([]);
});
