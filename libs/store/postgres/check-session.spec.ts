import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { checkSession } from './check-session.js';

const GOOD = {
  version: 150_004,
  encoding: 'UTF8',
  fsync: 'on',
  synchronous_commit: 'on',
  standby: false,
  may_create: true,
};
const PLACE = { server: 'db.example:5432', database: 'nahtlos', user: 'app' };

function check(changes: Partial<Record<keyof typeof GOOD, unknown>>): Promise<void> {
  const client = { query: async () => ({ rows: [{ ...GOOD, ...changes }] }) };
  return checkSession(client as unknown as pg.ClientBase, PLACE);
}

describe('a session of PostgreSQL', () => {
  it.each([
    {},
    { version: 180_000 },
    { synchronous_commit: 'local' },
    { synchronous_commit: 'remote_apply' },
  ])('is taken where a commit is on the disk: %j', async (changes) => {
    await expect(check(changes)).resolves.toBeUndefined();
  });

  it.each([
    [{ version: 140_012 }, /db\.example:5432 is PostgreSQL 14\. Nahtlos needs 15 or newer/],
    [{ encoding: 'SQL_ASCII' }, /nahtlos at db\.example:5432 has the encoding SQL_ASCII\. Create/],
    [{ fsync: 'off' }, /fsync off and would lose what was accepted\. Set fsync = on/],
    [{ synchronous_commit: 'off' }, /synchronous_commit is off for app in the database nahtlos/],
    [
      { standby: true },
      /is a standby and takes no writes\. Give the address of the primary in NAHTLOS_STORE/,
    ],
    [{ may_create: false }, /app may not create tables .+ alter database "nahtlos" owner to "app"/],
    [{ may_create: null }, /app may not create tables/],
  ])('is refused with a sentence: %j', async (changes, sentence) => {
    await expect(check(changes)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(sentence),
    });
  });
});
