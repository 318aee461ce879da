import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { landscapeFolder, SERVICES, TRANSPORTS } from '../../../test/factories/landscape-folder.js';
import { loadLandscape } from '../load-landscape.js';
import { createKey } from './create-key.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const load = (folder: string) =>
  loadLandscape(folder, { transports: TRANSPORTS, services: SERVICES });

describe('an API key', () => {
  it('of a platform opens what it is for, and only its hash is kept', async () => {
    const folder = landscapeFolder();
    const { presented } = await createKey(
      folder,
      { role: 'platform', client: 'portal', services: ['99050012104000'], note: 'test: "a"' },
      NOW,
    );
    const [id, secret] = presented.split('.');
    expect(presented).toMatch(/^[0-9a-f]{12}\.[A-Za-z0-9_-]{43}$/);
    const file = readFileSync(join(folder, 'keys.yaml'), 'utf8');
    expect(file).not.toContain(secret);
    expect(file).toContain(
      createHash('sha256').update(Buffer.from(secret!, 'base64url')).digest('hex'),
    );
    const principal = (await load(folder)).authenticate(presented, false);
    expect(principal).toMatchObject({ role: 'platform', keyId: id, client: 'portal' });
    if (principal?.role !== 'platform') throw new Error('another role');
    expect(principal.allows('99050012104000')).toBe(true);
    expect(principal.allows('99102013104000')).toBe(false);
  });

  it('of an operator has a name, that of a case system its destinations, all services mean all', async () => {
    const folder = landscapeFolder();
    const operator = await createKey(folder, { role: 'operator', name: 'Erika Muster' });
    const system = await createKey(folder, { role: 'case-system', destinations: ['ruwer'] });
    const platform = await createKey(folder, {
      role: 'platform',
      client: 'portal',
      services: 'all',
    });
    const landscape = await load(folder);
    expect(landscape.authenticate(operator.presented, false)).toMatchObject({
      role: 'operator',
      name: 'Erika Muster',
    });
    expect(landscape.authenticate(system.presented, false)).toMatchObject({
      role: 'case-system',
      destinations: ['ruwer'],
    });
    const principal = landscape.authenticate(platform.presented, false);
    expect(principal?.role === 'platform' && principal.allows('99000000000001')).toBe(true);
  });

  it('is not opened by anything else', async () => {
    const folder = landscapeFolder();
    const one = (await createKey(folder, { role: 'operator', name: 'One' })).presented;
    const other = (await createKey(folder, { role: 'operator', name: 'Other' })).presented;
    const landscape = await load(folder);
    const [id, secret] = one.split('.');
    const wrong = [
      '',
      '.',
      id!,
      secret!,
      `${id}.`,
      `.${secret}`,
      `${id}.${other.split('.')[1]}`,
      `${id}.${secret}=`,
      `${id}.${secret} `,
      `${id}.${'A'.repeat(43)}`,
      `nobody.${'A'.repeat(43)}`,
      `__proto__.${secret}`,
    ];
    for (const presented of wrong) {
      expect(landscape.authenticate(presented, true)).toBeUndefined();
    }
    expect(landscape.authenticate(one, true)).toBeDefined();
  });

  it('that is plain counts only while the service listens on loopback', async () => {
    const folder = landscapeFolder({
      'keys.yaml':
        'keys:\n  - { id: demo, loopbackSecret: demo-key, role: platform, client: portal, services: all }\n',
    });
    const landscape = await load(folder);
    expect(landscape.authenticate('demo-key', true)).toMatchObject({ client: 'portal' });
    expect(landscape.authenticate('demo-key', false)).toBeUndefined();
    expect(landscape.authenticate('demo-kex', true)).toBeUndefined();
  });
});

describe('creating a key', () => {
  const before = `# Who may do what.
keys:
  # The demo.
  - { id: demo, loopbackSecret: demo-key, role: platform, client: portal, services: all } # plain
`;

  it('keeps comments, other keys and the mode of the file, and leaves nothing beside it', async () => {
    const folder = landscapeFolder({ 'keys.yaml': before });
    chmodSync(join(folder, 'keys.yaml'), 0o600);
    await createKey(folder, { role: 'operator', name: 'Erika Muster' }, NOW);
    const after = readFileSync(join(folder, 'keys.yaml'), 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length)).toMatch(
      /^ {2}- \{ id: "?[0-9a-f]{12}"?, sha256: "?[0-9a-f]{64}"?, role: operator, name: Erika Muster, createdAt: 2026-11-22T10:00:00.000Z \}\n$/,
    );
    expect(statSync(join(folder, 'keys.yaml')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((file) => file.includes('.new'))).toEqual([]);
  });

  it('again and again never loses one', async () => {
    const folder = landscapeFolder({ 'keys.yaml': 'keys: []\n' });
    const presented: string[] = [];
    for (let index = 0; index < 12; index++) {
      presented.push((await createKey(folder, { role: 'operator', name: `N${index}` })).presented);
    }
    const landscape = await load(folder);
    expect(presented.every((key) => landscape.authenticate(key, false) !== undefined)).toBe(true);
  });

  it('goes to the folder of keys where there is one', async () => {
    const folder = landscapeFolder({ 'keys/operators.yaml': 'keys: []\n' });
    const { presented } = await createKey(folder, { role: 'operator', name: 'Erika Muster' });
    expect(existsSync(join(folder, 'keys.yaml'))).toBe(false);
    expect((await load(folder)).authenticate(presented, false)).toBeDefined();
  });

  it.each([
    [{ role: 'platform', client: 'protal', services: 'all' }, 'did you mean portal?'],
    [{ role: 'platform', client: 'portal', services: ['1'] }, 'not a Leistungsschlüssel'],
    [{ role: 'case-system', destinations: ['ruwr'] }, 'did you mean ruwer?'],
    [{ role: 'case-system', destinations: [] }, 'has a destination'],
    [{ role: 'operator', name: ' ' }, 'has a name'],
  ] as const)('is refused where the key would mean nothing: %j', async (spec, message) => {
    const folder = landscapeFolder();
    await expect(createKey(folder, spec as never)).rejects.toThrow(message);
    expect(existsSync(join(folder, 'keys.yaml'))).toBe(false);
  });

  it('does not touch a file with a mistake, nor one that another process writes', async () => {
    const folder = landscapeFolder({ 'keys.yaml': 'keys: [\n' });
    const create = () => createKey(folder, { role: 'operator', name: 'Erika Muster' });
    await expect(create()).rejects.toThrow('has a mistake');
    writeFileSync(join(folder, 'keys.yaml'), before);
    writeFileSync(join(folder, 'keys.yaml.new'), '');
    await expect(create()).rejects.toThrow('Another process');
    expect(readFileSync(join(folder, 'keys.yaml'), 'utf8')).toBe(before);
  });
});
