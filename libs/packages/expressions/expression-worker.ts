import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { WORKER_SOURCE } from './worker-source.js';

export interface Request {
  text: string;
  context: unknown;
}

export type Evaluation = { value: unknown } | { problem: string };

/** How long the expressions of one message may take together, in milliseconds. */
const TIME_LIMIT = 1000;

/** How many times as long may be spent on finding out which of them takes too long; the sender decides how many. */
const SEARCH = 2;

/** Memory of the thread, in megabytes. */
const MEMORY_LIMIT = 64;

const TOO_MUCH = 'The expression took too long or too much memory and was stopped; simplify it';
const NOT_RUN =
  'The expression was not run, as others of the message took too long; simplify those';

/**
 * Evaluates JSONata apart from everything else: in a thread that is ended when an expression takes too long or
 * too much memory, and started again for the next. It starts with the first expression and keeps no process alive.
 */
export class ExpressionWorker {
  static readonly shared = new ExpressionWorker();

  #worker: Promise<Worker> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly timeLimit = TIME_LIMIT) {}

  /** One batch after the other. What goes wrong with an expression is a sentence without values. */
  evaluate(requests: readonly Request[]): Promise<Evaluation[]> {
    if (requests.length === 0) return Promise.resolve([]);
    const turn = this.#queue.then(() => this.#run(requests));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await (await this.#worker)?.terminate();
    this.#worker = undefined;
  }

  async #run(requests: readonly Request[]): Promise<Evaluation[]> {
    const evaluations = await this.#batch(requests);
    if (evaluations !== undefined) return evaluations;
    if (requests.length === 1) return [{ problem: TOO_MUCH }];
    // One of them ran away and took the others along: each for itself shows which, as long as there is time.
    const end = performance.now() + SEARCH * this.timeLimit;
    const single: Evaluation[] = [];
    for (const request of requests) {
      const left = Math.min(this.timeLimit, end - performance.now());
      single.push(
        left <= 0
          ? { problem: NOT_RUN }
          : ((await this.#batch([request], left))?.[0] ?? { problem: TOO_MUCH }),
      );
    }
    return single;
  }

  /** Undefined where the thread ended or had to be ended. */
  async #batch(
    requests: readonly Request[],
    timeLimit = this.timeLimit,
  ): Promise<Evaluation[] | undefined> {
    const worker = await this.#started();
    return new Promise((resolve) => {
      const settle = (evaluations: Evaluation[] | undefined) => {
        clearTimeout(timer);
        worker.off('message', settle);
        worker.off('exit', ended);
        worker.unref();
        resolve(evaluations);
      };
      const ended = () => settle(undefined);
      const timer = setTimeout(() => {
        this.#worker = undefined;
        void worker.terminate();
        settle(undefined);
      }, timeLimit);
      worker.once('message', settle);
      worker.once('exit', ended);
      worker.ref();
      worker.postMessage(requests);
    });
  }

  #started(): Promise<Worker> {
    this.#worker ??= new Promise((resolve, reject) => {
      const worker = new Worker(WORKER_SOURCE, {
        eval: true,
        env: {},
        workerData: { jsonata: createRequire(import.meta.url).resolve('jsonata') },
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT, maxYoungGenerationSizeMb: 16 },
      });
      worker.once('message', () => resolve(worker));
      // Running out of memory is told as an error before the thread ends.
      worker.on('error', reject);
      worker.once('exit', () => {
        this.#worker = undefined;
      });
    });
    return this.#worker;
  }
}
