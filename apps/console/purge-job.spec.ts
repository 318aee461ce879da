import { describe, expect, it } from '@jest/globals';
import { Failure } from '#domain';
import type { PurgeResult } from '#register';
import { PurgeJob } from './purge-job.js';

const NONE = { submissions: 0, olderThan30Days: 0, olderThan90Days: 0, oldestReceivedAt: null };
const NOTHING: PurgeResult = {
  at: '2026-11-22T12:00:00.000Z',
  purged: 0,
  forgotten: 0,
  records: 0,
  due: [],
  past: { days: 1096, submissions: 0, oldestPurgedAt: null },
  kept: { settledLately: 0, openLetter: 0, pastHeld: 0, unsettled: NONE },
};

function unsettled(olderThan30Days: number, olderThan90Days = 0): PurgeResult {
  const found = { ...NONE, submissions: 9, olderThan30Days, olderThan90Days };
  return { ...NOTHING, kept: { ...NOTHING.kept, unsettled: found } };
}

function job(run: () => Promise<PurgeResult>) {
  const lines: { level: string; fields: object }[] = [];
  const counted: number[] = [];
  const line = (level: string) => (fields: object) => void lines.push({ level, fields });
  const one = new PurgeJob({
    keeper: { run },
    interval: 3_600_000,
    purged: { inc: (value) => void counted.push(value) },
    forgotten: { inc: (value) => void counted.push(value) },
    log: { info: line('info'), warn: line('warn') },
  });
  return { one, lines, counted };
}

describe('the purge on schedule', () => {
  it('counts what it deleted, and says nothing where that was nothing', async () => {
    const results = [{ ...NOTHING, purged: 7, forgotten: 3, records: 12 }, NOTHING];
    const { one, lines, counted } = job(async () => results.shift() ?? NOTHING);
    await one.run();
    await one.run();
    expect(counted).toEqual([7, 3, 0, 0]);
    expect(lines).toEqual([
      { level: 'info', fields: { submissions: 7, forgotten: 3, records: 12 } },
    ]);
  });

  it('raises the alarm about what is unsettled for long once for each change', async () => {
    const results = [0, 2, 2].map((old) => unsettled(old));
    results.push(unsettled(2, 1), unsettled(0), unsettled(2));
    const { one, lines } = job(async () => results.shift() ?? NOTHING);
    while (results.length > 0) await one.run();
    expect(lines.map(({ fields }) => fields)).toMatchObject([
      { olderThan30Days: 2, olderThan90Days: 0 },
      { olderThan30Days: 2, olderThan90Days: 1 },
      { olderThan30Days: 2, olderThan90Days: 0 },
    ]);
  });

  it('leaves it to the next run where another instance purges, and tells of other trouble', async () => {
    const causes = [new Failure('unavailable'), new Error('broken')];
    const { one, lines } = job(async () => {
      throw causes.shift();
    });
    await one.run();
    expect(lines).toEqual([]);
    await one.run();
    expect(lines).toMatchObject([{ level: 'warn', fields: { err: { message: 'broken' } } }]);
  });
});
