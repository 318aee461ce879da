import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Failure } from '#domain';
import { SqliteStore, type Store } from '#store';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.js';
import { until } from '../../test/fixtures/until.js';
import { type IntakeBed, startIntake, submission } from '../../test/intake/intake-bed.js';
import type { IntakeTables } from './intake.tables.js';

let bed: IntakeBed;

afterEach(() => bed.close());

/** A store whose units of work can be held back or refused after they ran, as a commit is. */
class TroubledStore {
  readonly inner: SqliteStore;
  beforeCommit: () => Promise<void> = async () => {};

  constructor(file: string) {
    this.inner = new SqliteStore(file);
  }

  asStore(): Store {
    return new Proxy(this.inner, {
      get: (inner, name) => {
        if (name === 'write') {
          return (unit: Parameters<Store['write']>[0]) =>
            inner.write(async (tx) => {
              const value = await unit(tx);
              await this.beforeCommit();
              return value;
            });
        }
        const member = Reflect.get(inner, name);
        return typeof member === 'function' ? member.bind(inner) : member;
      },
    });
  }
}

describe('an acknowledgement', () => {
  it('is not sent before the submission is durable', async () => {
    const folder = temporaryFolder();
    const troubled = new TroubledStore(join(folder, 'nahtlos.db'));
    bed = await startIntake(folder, { store: troubled.asStore() });
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let reached = false;
    troubled.beforeCommit = () => {
      reached = true;
      return held;
    };
    let answered = false;
    const answer = bed.post(submission()).then((response) => {
      answered = true;
      return response;
    });
    await until(() => reached || undefined);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((next) => setImmediate(next));
    expect(answered).toBe(false);
    commit();
    expect((await answer).status).toBe(202);
  });

  it('is a 503 where the store refuses, nothing is left, and the next one is taken', async () => {
    const folder = temporaryFolder();
    const troubled = new TroubledStore(join(folder, 'nahtlos.db'));
    bed = await startIntake(folder, { store: troubled.asStore() });
    troubled.beforeCommit = async () => {
      throw new Failure('unavailable', 'The disk takes no more data.', { retryAfter: 30 });
    };
    const posted = submission();
    const refused = await Promise.all([bed.post(posted), bed.post(submission())]);
    expect(refused.map(({ status }) => status)).toEqual([503, 503]);
    expect(refused[0]?.headers['retry-after']).toBe('30');
    expect(await bed.records('submissions')).toEqual([]);
    expect(await bed.records('journal')).toEqual([]);
    troubled.beforeCommit = async () => {};
    expect((await bed.post(posted)).status).toBe(202);
  });

  it('is a 500 with an incident where something unforeseen fails, and the others are taken', async () => {
    const folder = temporaryFolder();
    const troubled = new TroubledStore(join(folder, 'nahtlos.db'));
    bed = await startIntake(folder, { store: troubled.asStore() });
    let failures = 2;
    troubled.beforeCommit = async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('unforeseen');
    };
    const answers = await Promise.all(Array.from({ length: 3 }, () => bed.post(submission())));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 500]);
    const failed = answers.find(({ status }) => status === 500);
    expect(failed?.body).toMatchObject({ instance: expect.stringMatching(/^urn:uuid:/) });
    expect(failed?.text).not.toContain('unforeseen');
    expect(await bed.records('submissions')).toHaveLength(2);
  });
});

describe('intake below the floor of free space', () => {
  it('takes nothing, tells when to come back, and still answers about what it has', async () => {
    const folder = temporaryFolder();
    bed = await startIntake(folder);
    const { body } = await bed.post(submission());
    await bed.close();
    bed = await startIntake(folder, {
      settings: { minFreeBytes: Number.MAX_SAFE_INTEGER, minFreePercent: 100 },
    });
    const refused = await bed.post(submission());
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '30']);
    const { submissionId } = body as { submissionId: string };
    expect((await bed.get(`/v1/submissions/${submissionId}`)).status).toBe(200);
  });
});

describe('a client that sends more than its share', () => {
  it('is asked to wait', async () => {
    bed = await startIntake(temporaryFolder(), { settings: { requestRate: 1 } });
    const answers = await Promise.all(Array.from({ length: 12 }, () => bed.post(submission())));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers['retry-after']).toBe('1');
    expect((await bed.post(submission(), { authorization: 'Bearer two' })).status).toBe(202);
  });
});

describe('what a killed process left of an upload', () => {
  it('is removed at the next start once it is old enough, and nothing else', async () => {
    const folder = temporaryFolder();
    bed = await startIntake(folder);
    await bed.close();
    const file = async (id: string, ageSeconds: number) => {
      const shard = join(folder, 'blobs', id.slice(0, 2));
      await mkdir(shard, { recursive: true });
      await writeFile(join(shard, id), 'x');
      const then = new Date(Date.now() - ageSeconds * 1000);
      await utimes(join(shard, id), then, then);
    };
    const [old, young, kept] = ['aa', 'bb', 'cc'].map((digits) => digits.repeat(16)) as [
      string,
      string,
      string,
    ];
    await file(old, 250);
    await file(young, 100);
    await file(kept, 250);
    const store = new SqliteStore(join(folder, 'nahtlos.db'));
    await store.write(async (tx) => {
      await tx
        .tables<IntakeTables>()
        .insertInto('attachment')
        .values({ uri: `blob:${kept}`, submission_id: 'some' })
        .execute();
    });
    bed = await startIntake(folder, { store, settings: { uploadTimeout: 100 } });
    await until(async () => ((await bed.blobFiles()).length === 2 ? true : undefined));
    expect((await bed.blobFiles()).sort()).toEqual([young, kept]);
  });
});

describe('the key of the fingerprints', () => {
  it('is made once and stays', async () => {
    const folder = temporaryFolder();
    const secret = async () =>
      bed.store
        .tables<IntakeTables>()
        .selectFrom('installation_secret')
        .select('value')
        .executeTakeFirstOrThrow();
    bed = await startIntake(folder);
    const first = await secret();
    await bed.close();
    bed = await startIntake(folder);
    expect((await secret()).value.equals(first.value)).toBe(true);
    expect(first.value).toHaveLength(32);
  });
});
