import { setTimeout } from 'node:timers/promises';
import type { Apart, ServerProcess, Service } from '#runtime';

/** Milliseconds before what has ended by itself is started again, as whoever watches services does. */
const START_AGAIN_AFTER = 500;
/** Milliseconds within which a service runs again once what it needs is there. */
const PATIENCE = 120_000;

/** One process of a service: started again when it ends by itself, and away when a fault has taken it. */
export class Instance {
  readonly #apart: Apart;
  #wanted = false;
  #process: ServerProcess | undefined;
  #running: Promise<void> = Promise.resolve();
  /** What it said when it would not start. */
  readonly refusals: string[] = [];

  constructor(
    apart: Apart,
    readonly options: { service: Service; name: string; settings: Record<string, string> },
  ) {
    this.#apart = apart;
  }

  get service(): Service {
    return this.options.service;
  }

  /** How it is, and what it complained of last, for who has to find out why a promise did not hold. */
  lastWords(): string {
    const log = this.#apart.logOf(this.options.name);
    const complaints = log.split('\n').filter((line) => /"level":"(warn|error)"/.test(line));
    const state = this.#process === undefined ? 'is away' : 'runs';
    const words = [...this.refusals.slice(-1), ...complaints.slice(-2)].map((line) =>
      line.slice(0, 500),
    );
    return [`${this.options.name} ${state}.`, ...words].join(' ');
  }

  /** Undefined while it does not accept requests. */
  get server(): ServerProcess | undefined {
    return this.#process;
  }

  /**
   * Starts it and waits until it accepts requests.
   *
   * @throws Error with what it says where it never does
   */
  async start(): Promise<ServerProcess> {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#running = this.#run();
    }
    const deadline = Date.now() + PATIENCE;
    while (this.#process === undefined) {
      if (Date.now() > deadline) {
        throw new Error(
          `${this.options.name} does not start: ${this.refusals.at(-1) ?? 'it says nothing'}`,
        );
      }
      await setTimeout(20);
    }
    return this.#process;
  }

  /** Ends it as a power cut would, and keeps it away. */
  async kill(): Promise<void> {
    await this.#end('kill');
  }

  /** Ends it as an operator would, and keeps it away. */
  async stop(): Promise<void> {
    await this.#end('stop');
  }

  /** It keeps its connections and does nothing. */
  standStill(): void {
    this.#signal('SIGSTOP');
  }

  goOn(): void {
    this.#signal('SIGCONT');
  }

  async #end(how: 'kill' | 'stop'): Promise<void> {
    this.#wanted = false;
    this.goOn();
    await this.#process?.[how]();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#wanted) {
      try {
        const process = await this.#apart.start(this.service, this.options);
        this.#process = process;
        if (!this.#wanted) await process.kill();
        await process.ended;
      } catch (error) {
        this.refusals.push((error as Error).message);
      }
      this.#process = undefined;
      if (this.#wanted) await setTimeout(START_AGAIN_AFTER);
    }
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#process !== undefined) process.kill(this.#process.pid, signal);
  }
}
