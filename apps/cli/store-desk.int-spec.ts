import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { lockDataFolder, SqliteStore } from '#store';
import { callNahtlos } from '../../test/fixtures/nahtlos.js';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { failure, RegisterBed } from '../../test/register/register-bed.js';

const LONG_AGO = '2020-01-01T00:00:00.000Z';
let data: string;

function call(...words: string[]) {
  return callNahtlos(words, { NAHTLOS_DATA: data });
}

/** A data folder as a killed server leaves it: with news that the register has not taken in. */
beforeEach(async () => {
  data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const bed = await RegisterBed.open();
  await bed.accept('s1', LONG_AGO);
  await bed.accept('s2', LONG_AGO);
  const told = failure({ letterId: 'l1', submissionId: 's1' });
  await bed.append(told.record, told.line);
  await bed.store.copyTo(join(data, 'nahtlos.db'));
  await bed.close();
});

describe('nahtlos without a server', () => {
  test('lists, shows and decides about dead letters, once', async () => {
    const list = await call('dead-letters', 'list');
    expect(list.said).toMatch(/l1 .*unknown-code .*ref-s1/);
    const shut = await call('dead-letters', 'show', 'l1');
    expect(shut.said).toContain('/data/inhaber/0/name');
    expect(shut.said).not.toContain('Müller');
    expect((await call('dead-letters', 'show', 'l1', '--payload')).said).toContain('Müller');
    expect((await call('dead-letters', 'replay', 'l1', '--as', 'Erika Muster')).exit).toBe(0);
    const again = await call('dead-letters', 'replay', 'l1');
    expect([again.exit, again.said]).toEqual([1, expect.stringContaining('replaying')]);
    expect((await call('dead-letters', 'show', 'l1')).said).toMatch(/replay +Erika Muster/);
    const json = JSON.parse((await call('dead-letters', 'list', '--state', 'all', '--json')).said);
    expect(json.deadLetters).toMatchObject([{ id: 'l1', state: 'replaying' }]);
  });

  test('goes on with the others where one letter does not exist', async () => {
    const { exit, said, complained } = await call(
      ...['dead-letters', 'discard', 'nobody', 'l1', '--reason', 'sent twice'],
    );
    expect(exit).toBe(1);
    expect(complained).toContain('There is no dead letter nobody.');
    expect(said).toContain('l1  discarded');
    expect((await call('dead-letters', 'show', 'nobody')).exit).toBe(3);
  });

  test('decides about a whole group', async () => {
    const groups = JSON.parse((await call('dead-letters', 'list', '--group', '--json')).said);
    const [{ id: group }] = groups.groups;
    const replay = ['dead-letters', 'replay', '--group', group];
    expect((await call(...replay)).complained).toContain('Add --all');
    expect((await call(...replay, '--all', 'l1')).complained).toContain('Name dead letters, or');
    expect((await call('dead-letters', 'replay', '--all')).complained).toContain('Say which');
    const done = await call(...replay, '--all', '--as', 'Erika Muster');
    expect([done.exit, done.said]).toEqual([0, expect.stringContaining('done  1 of 1')]);
    expect((await call('dead-letters', 'show', 'l1')).said).toMatch(/replay +Erika Muster/);
    expect((await call('dead-letters', 'bulk')).said).toMatch(
      /replay +Erika Muster +done {2}1 of 1/,
    );
    const again = await call(...replay, '--all');
    expect([again.exit, again.complained]).toEqual([3, expect.stringContaining('No open dead')]);
  });

  test('holds a letter for a colleague', async () => {
    const assign = ['dead-letters', 'assign', 'l1'];
    expect((await call(...assign)).complained).toContain('--to whom, or --release');
    expect((await call(...assign, '--to', 'Hans', '--note', 'yours', '--as', 'Erika')).exit).toBe(
      0,
    );
    expect((await call('dead-letters', 'list', '--assigned-to', 'Hans')).said).toMatch(/l1 .*Hans/);
    expect((await call('dead-letters', 'show', 'l1')).said).toMatch(/Hans, says Erika .*: yours/);
    expect((await call(...assign, '--release')).exit).toBe(0);
    expect((await call(...assign, '--release')).exit).toBe(1);
  });

  test('tells what a purge would delete, purges, and alarms about what is unsettled for long', async () => {
    const dry = await call('purge', '--dry-run');
    expect(dry.said).toContain('Nothing is due.');
    expect(dry.said).toMatch(/unsettled, never deleted +2/);
    expect(dry.said).toMatch(/more than 90 days ago +2/);
    expect(dry.exit).toBe(1);
    const done = await call('purge', '--json');
    expect(JSON.parse(done.said)).toMatchObject({ purged: 0, kept: { settledLately: 0 } });
    expect((await call('dead-letters', 'show', 'l1', '--payload')).said).toContain('Müller');
  });

  test('accounts for everything, and says by its exit code that the sums agree', async () => {
    const { exit, said } = await call('ledger');
    expect(said).toMatch(/accepted +2/);
    expect(said).toMatch(/dead-lettered +1/);
    expect(exit).toBe(0);
  });

  test('says by its exit code that a submission is missing, and which', async () => {
    const bed = await RegisterBed.open(async () => new SqliteStore(join(data, 'nahtlos.db')));
    await bed.settle();
    await bed.store.write((tx) => {
      const register = tx.tables<{ register: { submission_id: string } }>();
      return register.deleteFrom('register').where('submission_id', '=', 's2').execute();
    });
    await bed.close();
    const { exit, said } = await call('ledger');
    expect(exit).toBe(1);
    expect(said).toContain('do not agree');
    expect(said).toMatch(/s2 +Accepted, but the register does not know it/);
  });

  test('backs up and restores', async () => {
    const file = join(temporaryFolder(), 'backup.tar');
    expect((await call('backup', file)).exit).toBe(0);
    expect((await call('backup', file)).exit).toBe(3);
    const restored = join(temporaryFolder(), 'restored');
    expect((await call('restore', file, '--data', restored)).exit).toBe(0);
    expect((await call('ledger', '--data', restored)).exit).toBe(0);
    expect((await call('restore', file, '--data', restored)).complained).toContain('not empty');
  });

  test('says why it cannot where a process holds the folder that does not answer', async () => {
    const lock = lockDataFolder(data);
    const { exit, complained } = await call('ledger');
    lock.release();
    expect(exit).toBe(3);
    expect(complained).toContain('no server answers');
    expect((await call('reload')).complained).toContain('No server runs');
  });

  test('says that a folder is none of ours', async () => {
    data = temporaryFolder();
    const { exit, complained } = await call('ledger');
    expect([exit, complained]).toEqual([3, expect.stringContaining('is no data folder')]);
  });
});
