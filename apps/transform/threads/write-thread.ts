import type { FromThread, WriteAnswer, WriteRequest } from './thread-protocol.js';

/** What is needed of a `Worker`. */
export interface Thread {
  on(event: 'message', listener: (said: FromThread) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  postMessage(request: WriteRequest): void;
  terminate(): Promise<unknown>;
}

/** A message to write, and who waits for it. */
export interface Job {
  request: WriteRequest;
  /** How often a thread was lost over it. */
  losses: number;
  answered(answer: WriteAnswer): void;
  failed(error: unknown): void;
}

/** Why a thread is no more, and what it leaves behind: the first of `jobs` is the one that it was at. */
export interface Loss {
  wasReady: boolean;
  reason: string;
  jobs: Job[];
}

/** One thread and the messages that it has in hand, in their order. */
export class WriteThread {
  #jobs: Job[] = [];
  #state: 'loading' | 'ready' | 'ended' = 'loading';
  #reason = 'it ended';
  #timer: NodeJS.Timeout | undefined;

  /** @param timeLimit how long one message may take before the thread is ended, milliseconds */
  constructor(
    private readonly thread: Thread,
    private readonly timeLimit: number,
    private readonly events: { free(): void; lost(loss: Loss): void },
  ) {
    thread.on('message', (said) => this.#heard(said));
    thread.on('error', (error) => {
      this.#reason = (error as NodeJS.ErrnoException).code ?? error.constructor.name;
    });
    thread.on('exit', () => this.#exited());
  }

  get ready(): boolean {
    return this.#state === 'ready';
  }

  get inHand(): number {
    return this.#jobs.length;
  }

  take(job: Job): void {
    this.thread.postMessage(job.request);
    this.#jobs.push(job);
    if (this.#jobs.length === 1) this.#watch();
  }

  /** Ends the thread; what it had in hand is lost. */
  async end(): Promise<void> {
    await this.thread.terminate();
  }

  #heard(said: FromThread): void {
    if ('unfit' in said) {
      this.#reason = said.unfit;
      return;
    }
    if ('ready' in said) this.#state = 'ready';
    else {
      this.#jobs.shift()?.answered(said);
      this.#watch();
    }
    this.events.free();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#jobs.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#reason = `a message took longer than ${this.timeLimit} ms`;
      void this.thread.terminate();
    }, this.timeLimit);
    this.#timer.unref();
  }

  #exited(): void {
    clearTimeout(this.#timer);
    const wasReady = this.#state === 'ready';
    this.#state = 'ended';
    this.events.lost({ wasReady, reason: this.#reason, jobs: this.#jobs.splice(0) });
  }
}
