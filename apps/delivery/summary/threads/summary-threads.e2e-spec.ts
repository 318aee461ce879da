import { afterEach, describe, expect, it } from '@jest/globals';
import { describeSubmission, writeSummary } from '#summary';
import { summaryInput } from '../../../../test/factories/summary-input.js';
import { SummaryThreads, threadsFor } from './summary-threads.js';

const BUILT = new URL(
  '../../../../dist/apps/delivery/summary/threads/thread-program.js',
  import.meta.url,
);

/** A thread that answers as the given function of the content does. */
function program(answer: string): URL {
  return new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', (content) => {
        const answer = (${answer})(content);
        if (answer !== undefined) parentPort.postMessage(answer);
      });`)}`,
  );
}

const MARKED = `({ title }) => ({ bytes: new TextEncoder().encode(title) })`;
const DYING = `(content) => JSON.stringify(content).includes('Kaputt') ? process.exit(1) : (${MARKED})(content)`;
const HANGING = `(content) => { while (JSON.stringify(content).includes('Kaputt')); return (${MARKED})(content); }`;

let threads: SummaryThreads;
afterEach(() => threads.close());

describe('threads that write summaries', () => {
  it('write the same bytes as are written without them, several at a time', async () => {
    threads = new SummaryThreads({ threads: 2, timeLimit: 60_000 }, BUILT);
    const inputs = ['Käthe', 'Bello', 'Rex'].map((name) => summaryInput({ halter: { name } }));
    const written = await Promise.all(inputs.map((input) => threads.write(input)));
    for (const [at, input] of inputs.entries()) {
      const alone = await writeSummary(describeSubmission(input));
      expect(Buffer.from(written[at]!).equals(alone)).toBe(true);
    }
  });

  it.each([
    ['ends', DYING],
    ['hangs', HANGING],
  ])('fail what a thread had in hand that %s, and go on with another', async (_how, answer) => {
    threads = new SummaryThreads({ threads: 1, timeLimit: 500 }, program(answer));
    const [lost] = await Promise.allSettled([threads.write(summaryInput({ x: 'Kaputt' }))]);
    expect(lost).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(/^The thread that writes summaries /) },
    });
    expect((await threads.write(summaryInput({ x: 'ganz' }))).length).toBeGreaterThan(0);
  });

  it('tell what went wrong without a word of the submission', async () => {
    const failing = `() => ({ failure: { name: 'TypeError', place: 'line (sheet.js:1:1)' } })`;
    threads = new SummaryThreads({ threads: 1, timeLimit: 60_000 }, program(failing));
    await expect(threads.write(summaryInput({ x: 'Kaputt' }))).rejects.toThrow(
      'A summary could not be written: TypeError at line (sheet.js:1:1).',
    );
  });

  it('take half of the processors, one at least and four at most', () => {
    threads = new SummaryThreads();
    expect([1, 2, 4, 64].map(threadsFor)).toEqual([1, 1, 2, 4]);
  });
});
