import { Failure } from '#domain';
import { restored } from './carried-failure.js';
import type { WriteAnswer, WriteRequest } from './thread-protocol.js';
import { type Job, type Loss, type Thread, WriteThread } from './write-thread.js';

/** Messages that a thread has in hand: one that it writes, and the next ones at hand when it is done. */
const IN_HAND = 4;
/** A thread that could not load the packages is tried again after this time, milliseconds. */
const NEXT_START = 60_000;
const TIME_LIMIT = 20_000;
/** A message that takes so many threads along is given up. Fewer can be chance: threads that died of another cause. */
const MOST_LOSSES = 3;

/** Nothing was written, because there is no thread that can write it. */
export class NoThread extends Error {}

export interface ThreadsOptions {
  count: number;
  start(): Thread;
  /** Told when the first thread has loaded the packages. */
  ready(): void;
  /** Told where a thread ended that nobody had asked to. */
  lost(reason: string): void;
  /** How long one message may take, milliseconds. */
  timeLimit?: number;
}

/**
 * Threads that write messages with one version of the packages. A thread that dies or hangs is replaced; the message
 * that it was at is tried again, and is the failure `poison` if it takes several threads along.
 */
export class WriteThreads {
  #threads: WriteThread[] = [];
  readonly #queue: Job[] = [];
  #nextStart = 0;
  #retired = false;
  #told = false;

  constructor(private readonly options: ThreadsOptions) {
    this.#fill();
  }

  /** Whether there is a thread that has loaded the packages. Starts the missing ones. */
  available(): boolean {
    this.#fill();
    return !this.#retired && this.#threads.some((thread) => thread.ready);
  }

  /**
   * @throws Failure what the writer threw, or `poison`
   * @throws NoThread where the caller has to write the message itself
   */
  async write(request: WriteRequest): Promise<Uint8Array> {
    const answer = await new Promise<WriteAnswer>((answered, failed) => {
      this.#queue.push({ request, losses: 0, answered, failed });
      this.#dispatch();
    });
    if ('absent' in answer) throw new NoThread();
    if ('failure' in answer) throw restored(answer.failure);
    return Buffer.from(answer.bytes.buffer);
  }

  /** Takes no more messages, and ends the threads with the last that it has. */
  retire(): void {
    this.#retired = true;
    this.#dispatch();
  }

  async close(): Promise<void> {
    this.#retired = true;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  #fill(): void {
    if (this.#retired || performance.now() < this.#nextStart) return;
    while (this.#threads.length < this.options.count) {
      const thread = new WriteThread(this.options.start(), this.options.timeLimit ?? TIME_LIMIT, {
        free: () => {
          if (!this.#told) this.options.ready();
          this.#told = true;
          this.#dispatch();
        },
        lost: (loss) => this.#lost(thread, loss),
      });
      this.#threads.push(thread);
    }
  }

  /** Gives the queued messages out, one each in turn, to the thread that has the least. */
  #dispatch(): void {
    while (this.#queue.length > 0) {
      const thread = this.#idlest();
      if (thread === undefined) break;
      const job = this.#queue.shift()!;
      try {
        thread.take(job);
      } catch (error) {
        job.failed(error);
      }
    }
    if (this.#threads.length === 0) this.#refuse();
    if (!this.#retired || this.#queue.length > 0) return;
    for (const thread of this.#threads) if (thread.inHand === 0) void thread.end();
  }

  #idlest(): WriteThread | undefined {
    let idlest: WriteThread | undefined;
    for (const thread of this.#threads) {
      if (!thread.ready || thread.inHand >= IN_HAND) continue;
      if (idlest === undefined || thread.inHand < idlest.inHand) idlest = thread;
    }
    return idlest;
  }

  #lost(lost: WriteThread, { wasReady, reason, jobs }: Loss): void {
    this.#threads = this.#threads.filter((thread) => thread !== lost);
    if (!this.#retired) {
      this.options.lost(reason);
      if (!wasReady) this.#nextStart = performance.now() + NEXT_START;
    }
    const [at] = jobs;
    if (at !== undefined && ++at.losses >= MOST_LOSSES) {
      jobs.shift();
      at.failed(fatal(at.request.type, reason));
    }
    this.#queue.unshift(...jobs);
    this.#fill();
    this.#dispatch();
  }

  #refuse(): void {
    for (const job of this.#queue.splice(0)) job.failed(new NoThread());
  }
}

function fatal(type: string, reason: string): Failure {
  return new Failure(
    'poison',
    `${MOST_LOSSES} threads ended while they wrote ${type} (${reason}). Look at the size of the form data and at the expressions of the mapping, then replay.`,
  );
}
