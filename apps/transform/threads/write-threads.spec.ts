import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Failure } from '#domain';
import { carried } from './carried-failure.js';
import type { WriteRequest } from './thread-protocol.js';
import type { Thread } from './write-thread.js';
import { NoThread, WriteThreads } from './write-threads.js';

/** A thread that does what the test says. */
class FakeThread extends EventEmitter implements Thread {
  readonly requests: WriteRequest[] = [];
  ended = false;

  postMessage(request: WriteRequest): void {
    this.requests.push(request);
  }

  async terminate(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.emit('exit');
  }

  load(): void {
    this.emit('message', { ready: true });
  }

  /** Answers the oldest request that has no answer. */
  answer(): void {
    const request = this.requests.shift();
    this.emit('message', { bytes: new Uint8Array(Buffer.from(`<${request?.type}/>`)) });
  }

  fail(failure: Failure): void {
    this.requests.shift();
    this.emit('message', { failure: structuredClone(carried(failure)) });
  }

  answerAll(): void {
    while (this.requests.length > 0) this.answer();
  }
}

const TIME_LIMIT = 1000;

let started: FakeThread[];
let lost: string[];
let told: number;

beforeEach(() => {
  jest.useFakeTimers();
  started = [];
  lost = [];
  told = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

function threads(count: number): WriteThreads {
  return new WriteThreads({
    count,
    start: () => {
      const thread = new FakeThread();
      started.push(thread);
      return thread;
    },
    ready: () => {
      told += 1;
    },
    lost: (reason) => lost.push(reason),
    timeLimit: TIME_LIMIT,
  });
}

const request = (type: string) => ({ type, packageVersion: 'p@1', input: {} }) as WriteRequest;

/** Begins to write one after the other, and tells what became of each as text. */
function writeAll(of: WriteThreads, types: string[]): Promise<string[]> {
  return Promise.all(
    types.map((type) =>
      of.write(request(type)).then(
        (bytes) => Buffer.from(bytes).toString(),
        (error) => (error instanceof Failure ? error.code : error.constructor.name),
      ),
    ),
  );
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);
const written = (types: string[]) => types.map((type) => `<${type}/>`);

describe('threads that write messages', () => {
  it('are available once one of them has loaded the packages', () => {
    const two = threads(2);
    expect(two.available()).toBe(false);
    started[1]?.load();
    expect(two.available()).toBe(true);
    started[0]?.load();
    expect(told).toBe(1);
  });

  it('share the messages, and give each to who asked for it', async () => {
    const two = threads(2);
    for (const thread of started) thread.load();
    const all = writeAll(two, names(6));
    expect(started.map(({ requests }) => requests.length)).toEqual([3, 3]);
    for (const thread of [...started].reverse()) thread.answerAll();
    expect(await all).toEqual(written(names(6)));
  });

  it('hold back what a thread has no hand free for', async () => {
    const one = threads(1);
    started[0]?.load();
    const all = writeAll(one, names(100));
    const before = started[0]?.requests.length ?? 0;
    started[0]?.answer();
    expect(started[0]?.requests.length).toBe(before);
    expect(before).toBeLessThan(20);
    started[0]?.answerAll();
    expect(await all).toEqual(written(names(100)));
  });

  it('pass on the failure of a writer with its findings', async () => {
    const one = threads(1);
    started[0]?.load();
    const findings = [{ pointer: '/data/a', code: 'unknown-code', detail: 'choose' }];
    const writing = one.write(request('m'));
    started[0]?.fail(new Failure('unknown-code', 'no such code', { findings }));
    await expect(writing).rejects.toMatchObject({ code: 'unknown-code', findings });
  });

  it('leave to the caller what they do not have', async () => {
    const one = threads(1);
    started[0]?.load();
    const writing = one.write(request('m'));
    started[0]?.emit('message', { absent: true });
    await expect(writing).rejects.toThrow(NoThread);
  });

  it('give what a dead thread had in hand to another, and replace it', async () => {
    const two = threads(2);
    for (const thread of started) thread.load();
    const all = writeAll(two, names(6));
    await started[0]?.terminate();
    started[1]?.answerAll();
    expect(await all).toEqual(written(names(6)));
    expect(started).toHaveLength(3);
    expect(lost).toEqual(['it ended']);
  });

  it('wait for the replacement where the dead thread was the only one', async () => {
    const one = threads(1);
    started[0]?.load();
    const all = writeAll(one, names(3));
    started[0]?.answer();
    await started[0]?.terminate();
    started[1]?.load();
    started[1]?.answerAll();
    expect(await all).toEqual(written(names(3)));
  });

  it('give up a message that takes three threads along, and only that', async () => {
    const one = threads(1);
    started[0]?.load();
    const all = writeAll(one, ['bad', 'good']);
    started[0]?.emit('error', Object.assign(new Error(), { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
    await started[0]?.terminate();
    started[1]?.load();
    await started[1]?.terminate();
    started[2]?.load();
    await started[2]?.terminate();
    started[3]?.load();
    started[3]?.answerAll();
    expect(await all).toEqual(['poison', '<good/>']);
    expect(lost).toEqual(['ERR_WORKER_OUT_OF_MEMORY', 'it ended', 'it ended']);
  });

  it('end a thread that is stuck at one message, not one that is busy with many', async () => {
    const one = threads(1);
    started[0]?.load();
    const all = writeAll(one, names(4));
    jest.advanceTimersByTime(TIME_LIMIT - 1);
    started[0]?.answer();
    jest.advanceTimersByTime(TIME_LIMIT - 1);
    expect(lost).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(lost).toEqual([`a message took longer than ${TIME_LIMIT} ms`]);
    started[1]?.load();
    started[1]?.answerAll();
    expect(await all).toEqual(written(names(4)));
  });

  it('leave the work to the caller where no thread can load the packages, and try again later', async () => {
    const one = threads(1);
    started[0]?.emit('message', { unfit: 'they are packages@2' });
    await started[0]?.terminate();
    expect(await writeAll(one, ['m'])).toEqual(['NoThread']);
    expect(one.available()).toBe(false);
    expect(started).toHaveLength(1);
    jest.advanceTimersByTime(60_000);
    one.available();
    expect(started).toHaveLength(2);
    expect(lost).toEqual(['they are packages@2']);
  });

  it('end with their last work once they are retired, and take no more', async () => {
    const one = threads(1);
    started[0]?.load();
    const last = writeAll(one, ['last']);
    one.retire();
    expect(one.available()).toBe(false);
    expect(started[0]?.ended).toBe(false);
    started[0]?.answer();
    expect(await last).toEqual(['<last/>']);
    expect(started[0]?.ended).toBe(true);
    await expect(one.write(request('late'))).rejects.toThrow(NoThread);
    expect([started.length, lost]).toEqual([1, []]);
  });
});
