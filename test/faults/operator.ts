import type { FaultBed } from './bed.js';

export interface Ledger {
  sums: { accepted: number; delivered: number; discarded: number; [column: string]: number };
  differences: unknown[];
  closed: boolean;
}

/** What an operator of the installation sees and does; a console that is away is asked again by the caller. */
export class Operator {
  readonly #bed: FaultBed;

  constructor(bed: FaultBed) {
    this.#bed = bed;
  }

  ledger(): Promise<Ledger | undefined> {
    return this.#ask<Ledger>('/v1/ledger');
  }

  /** Discards what nothing can be made of: here, all that is a dead letter. */
  async discardAll(): Promise<void> {
    const page = await this.#ask<{ deadLetters: { id: string }[] }>('/v1/dead-letters?limit=100');
    for (const { id } of page?.deadLetters ?? []) {
      await this.#ask(`/v1/dead-letters/${encodeURIComponent(id)}/discard`, {
        reason: 'It was made to fail.',
      });
    }
  }

  async #ask<T>(path: string, body?: object): Promise<T | undefined> {
    const [url] = this.#bed.urls('console');
    if (url === undefined) return undefined;
    try {
      const answer = await fetch(`${url}${path}`, {
        headers: {
          authorization: 'Bearer demo-operator-key',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      return answer.ok ? ((await answer.json()) as T) : undefined;
    } catch {
      return undefined;
    }
  }
}
