import type { Manifest } from '#backup';
import { FAILURES, Failure, type FailureCode, type Finding } from '#domain';
import type {
  BulkProgress,
  BulkRequest,
  DeadLetterDetails,
  DeadLetterFilter,
  DeadLetterGroup,
  DeadLetterPage,
  DestinationDetails,
  DestinationOperationResult,
  DestinationSummary,
  Ledger,
  OperationResult,
  PurgeResult,
} from '#register';
import type { OperatorDesk } from './operator-desk.js';

const BULK = '/v1/dead-letters/bulk';

/** What the checks found in a correction, and what became of it. */
export interface CorrectionAnswer extends OperationResult {
  findings: Finding[];
  fields: string[];
  newMessageId: string | null;
}

/** How to reach a running server as its operator. */
export interface RunningServer {
  url: string;
  operatorKey: string;
}

/** Asks a running server, over HTTP. */
export class ServerDesk implements OperatorDesk {
  constructor(
    private readonly server: RunningServer,
    private readonly operator: string,
  ) {}

  list(filter: DeadLetterFilter, page: { limit: number; after?: string }): Promise<DeadLetterPage> {
    const { limit, after } = page;
    return this.#get('/v1/dead-letters', { ...asQuery(filter), limit: String(limit), after });
  }

  async groups(filter: DeadLetterFilter): Promise<DeadLetterGroup[]> {
    const answer = await this.#get<{ groups: DeadLetterGroup[] }>('/v1/dead-letters', {
      ...asQuery(filter),
      group: 'cause',
    });
    return answer.groups;
  }

  show(id: string, payload: boolean): Promise<DeadLetterDetails> {
    return this.#get(`/v1/dead-letters/${encodeURIComponent(id)}`, { payload: String(payload) });
  }

  replay(id: string): Promise<OperationResult> {
    return this.#ask('POST', `/v1/dead-letters/${encodeURIComponent(id)}/replay`);
  }

  discard(id: string, reason: string): Promise<OperationResult> {
    const path = `/v1/dead-letters/${encodeURIComponent(id)}/discard`;
    return this.#ask('POST', path, { reason });
  }

  /** Only a server can do this: nothing else holds landscape and packages, which check a correction. */
  correct(
    id: string,
    given: { data?: object; area?: string; message?: string },
    { dryRun }: { dryRun: boolean },
  ): Promise<CorrectionAnswer> {
    const path = `/v1/dead-letters/${encodeURIComponent(id)}/correction`;
    return this.#ask('POST', `${path}?dryRun=${dryRun}`, given);
  }

  assign(id: string, to: string | null, note: string | null): Promise<OperationResult> {
    const path = `/v1/dead-letters/${encodeURIComponent(id)}`;
    if (to === null) return this.#ask('POST', `${path}/release`);
    return this.#ask('POST', `${path}/assign`, { to, ...(note !== null && { note }) });
  }

  beginBulk(request: BulkRequest): Promise<BulkProgress> {
    return this.#ask('POST', BULK, request);
  }

  bulk(id: string): Promise<BulkProgress> {
    return this.#ask('GET', `${BULK}/${encodeURIComponent(id)}`);
  }

  async bulks(): Promise<BulkProgress[]> {
    return (await this.#ask<{ bulk: BulkProgress[] }>('GET', BULK)).bulk;
  }

  cancelBulk(id: string): Promise<BulkProgress> {
    return this.#ask('POST', `${BULK}/${encodeURIComponent(id)}/cancel`);
  }

  async destinations(): Promise<DestinationSummary[]> {
    const path = '/v1/destinations';
    return (await this.#get<{ destinations: DestinationSummary[] }>(path, {})).destinations;
  }

  destination(id: string): Promise<DestinationDetails> {
    return this.#get(`/v1/destinations/${encodeURIComponent(id)}`, {});
  }

  pause(destination: string, reason: string): Promise<DestinationOperationResult> {
    const path = `/v1/destinations/${encodeURIComponent(destination)}/pause`;
    return this.#ask('POST', path, { reason });
  }

  resume(destination: string): Promise<DestinationOperationResult> {
    return this.#ask('POST', `/v1/destinations/${encodeURIComponent(destination)}/resume`);
  }

  ledger(period: { from: Date | null; to: Date | null }): Promise<Ledger> {
    return this.#get('/v1/ledger', {
      from: period.from?.toISOString(),
      to: period.to?.toISOString(),
    });
  }

  purge(dryRun: boolean): Promise<PurgeResult> {
    return this.#ask('POST', '/v1/purge', { dryRun });
  }

  backup(file: string): Promise<Manifest> {
    return this.#ask('POST', '/v1/backup', { file });
  }

  /** Only a server can do this: nothing else holds landscape and packages. */
  reload(): Promise<{ landscape: string; packages: string; warnings: readonly object[] }> {
    return this.#ask('POST', '/v1/reload');
  }

  async close(): Promise<void> {}

  #get<T>(path: string, query: Record<string, string | undefined>): Promise<T> {
    const given = Object.entries(query).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return this.#ask('GET', `${path}?${new URLSearchParams(given)}`);
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.server.operatorKey}`,
        'nahtlos-operator': encodeURIComponent(this.operator),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause) => {
      throw new Failure('unavailable', `The server at ${this.server.url} went away.`, { cause });
    });
    if (answer.ok) return (await answer.json()) as T;
    throw await failureIn(answer, this.server.url);
  }
}

function asQuery({ state, ...filter }: DeadLetterFilter): Record<string, string | undefined> {
  return { ...filter, state: state ?? 'all' };
}

async function failureIn(answer: Response, url: string): Promise<Failure> {
  const problem = (await answer.json().catch(() => ({}))) as {
    type?: string;
    detail?: string;
    errors?: Finding[];
  };
  const code = problem.type?.split(':').at(-1) ?? '';
  return new Failure(
    code in FAILURES ? (code as FailureCode) : 'internal',
    problem.detail ?? `The server at ${url} answered ${answer.status}.`,
    { findings: problem.errors ?? [] },
  );
}
