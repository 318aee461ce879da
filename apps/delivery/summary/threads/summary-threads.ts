import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describeSubmission, type SummaryContent, type SummaryInput } from '#summary';

/** Milliseconds that one summary may take; the longest that there can be takes a few seconds. */
const TIME_LIMIT = 60_000;
const MOST_THREADS = 4;

/** What a thread answers. An error crosses without its message, which may quote what was to be written. */
export type Written =
  | { bytes: Uint8Array<ArrayBuffer> }
  | { failure: { name: string; place: string } };

interface Job {
  content: SummaryContent;
  done(bytes: Uint8Array): void;
  failed(error: Error): void;
}

/** Half of the processors, but one at least: the other half delivers. */
export function threadsFor(processors: number): number {
  return Math.min(Math.max(1, Math.floor(processors / 2)), MOST_THREADS);
}

/**
 * Writes summaries beside the thread that delivers: each takes as long as many deliveries. Threads begin with the first
 * ones. One that ends or hangs fails what it had in hand, and the next summary begins another.
 */
export class SummaryThreads {
  readonly #threads = new Set<SummaryThread>();

  constructor(
    private readonly limits = {
      threads: threadsFor(availableParallelism()),
      timeLimit: TIME_LIMIT,
    },
    private readonly program = new URL('./thread-program.js', import.meta.url),
  ) {}

  /** Rejects with an error without values of the submission where it cannot be written. */
  write(input: SummaryInput): Promise<Uint8Array> {
    const content = describeSubmission(input);
    return new Promise((done, failed) => this.#leastBusy().take({ content, done, failed }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #leastBusy(): SummaryThread {
    const [first] = [...this.#threads].sort((one, other) => one.inHand - other.inHand);
    const enough = first?.inHand === 0 || this.#threads.size >= this.limits.threads;
    if (first !== undefined && enough) return first;
    const thread = new SummaryThread(new Worker(this.program), this.limits.timeLimit, () =>
      this.#threads.delete(thread),
    );
    this.#threads.add(thread);
    return thread;
  }
}

/** One thread and what it has in hand, in its order. */
class SummaryThread {
  readonly #jobs: Job[] = [];
  #reason = 'ended';
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly worker: Worker,
    private readonly timeLimit: number,
    ended: () => void,
  ) {
    // It keeps no process alive for its own sake.
    worker.unref();
    worker.on('message', (written: Written) => this.#answered(written));
    worker.on('error', ({ name }) => {
      this.#reason = `ended with ${name}`;
    });
    worker.on('exit', () => {
      ended();
      clearTimeout(this.#timer);
      const error = new Error(`The thread that writes summaries ${this.#reason}.`);
      for (const { failed } of this.#jobs.splice(0)) failed(error);
    });
  }

  get inHand(): number {
    return this.#jobs.length;
  }

  take(job: Job): void {
    this.worker.postMessage(job.content);
    this.#jobs.push(job);
    if (this.#jobs.length === 1) this.#watch();
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  #answered(written: Written): void {
    const job = this.#jobs.shift();
    this.#watch();
    if ('bytes' in written) job?.done(written.bytes);
    else {
      const { name, place } = written.failure;
      job?.failed(new Error(`A summary could not be written: ${name} at ${place}.`));
    }
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#jobs.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#reason = `took longer than ${this.timeLimit} ms`;
      void this.worker.terminate();
    }, this.timeLimit);
    this.#timer.unref();
  }
}
