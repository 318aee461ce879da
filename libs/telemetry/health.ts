/** What a check found. `detail` is a sentence for the operator. */
interface HealthState {
  ok: boolean;
  detail: string;
}

export interface HealthReport {
  ok: boolean;
  checks: Record<string, HealthState>;
}

type HealthCheck = () => HealthState | Promise<HealthState>;

/**
 * Named checks. `live` checks say whether the process must be restarted; `ready` also asks those that say
 * whether it can do its work now. A check that throws or takes too long is not ok.
 */
export class Health {
  readonly #checks = new Map<string, { scope: 'live' | 'ready'; check: HealthCheck }>();

  /** `timeout` is the longest a check may take, in milliseconds. */
  constructor(private readonly options: { timeout: number } = { timeout: 2_000 }) {}

  add(name: string, scope: 'live' | 'ready', check: HealthCheck): void {
    if (this.#checks.has(name)) throw new Error(`There are two health checks called ${name}`);
    this.#checks.set(name, { scope, check });
  }

  live(): Promise<HealthReport> {
    return this.#report((scope) => scope === 'live');
  }

  ready(): Promise<HealthReport> {
    return this.#report(() => true);
  }

  async #report(asked: (scope: 'live' | 'ready') => boolean): Promise<HealthReport> {
    const states = await Promise.all(
      [...this.#checks]
        .filter(([, { scope }]) => asked(scope))
        .map(async ([name, { check }]) => [name, await this.#run(check)] as const),
    );
    return { ok: states.every(([, state]) => state.ok), checks: Object.fromEntries(states) };
  }

  async #run(check: HealthCheck): Promise<HealthState> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<HealthState>((resolve) => {
      const detail = `no answer within ${this.options.timeout} ms`;
      timer = setTimeout(resolve, this.options.timeout, { ok: false, detail });
    });
    try {
      return await Promise.race([Promise.resolve().then(check), late]);
    } catch (error) {
      return { ok: false, detail: `the check failed (${(error as Error)?.name ?? 'unknown'})` };
    } finally {
      clearTimeout(timer);
    }
  }
}
