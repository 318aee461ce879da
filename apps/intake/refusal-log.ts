import { FAILURES, type Failure } from '#domain';

/** Lines in one window at most; a client that repeats its mistake a thousand times must not fill the disk. */
const LINES = 20;
const WINDOW_MILLISECONDS = 10_000;

export interface InfoLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Tells which requests were refused and why, in codes alone, and never more than a few lines at a time. */
export class RefusalLog {
  readonly #log: InfoLog;
  #windowEnds = 0;
  #lines = 0;
  #unsaid = 0;

  constructor(log: InfoLog) {
    this.#log = log;
  }

  /** @param now milliseconds, on a clock that never goes back */
  refused(failure: Failure, fields: { client?: string; route: string }, now: number): void {
    if (now >= this.#windowEnds) {
      if (this.#unsaid > 0) {
        this.#log.info({ refusals: this.#unsaid }, 'Further requests were refused');
      }
      this.#windowEnds = now + WINDOW_MILLISECONDS;
      this.#lines = 0;
      this.#unsaid = 0;
    }
    this.#lines += 1;
    if (this.#lines > LINES) {
      this.#unsaid += 1;
      return;
    }
    const findings = [...new Set(failure.findings.map(({ code }) => code))].slice(0, 10);
    const line = { ...fields, code: failure.code, findings };
    if (FAILURES[failure.code].disposition === 'reject') {
      this.#log.info(line, 'A request was refused');
    } else {
      this.#log.warn({ ...line, err: failure }, 'A request could not be taken');
    }
  }
}
