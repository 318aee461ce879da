import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Lifecycle, PlannedMessage } from '#domain';
import type { Store } from '#store';
import type { AccountedTables } from './ledger.tables.js';
import type { Account } from './ledger-check.js';
import type { RegisterTables } from './register.tables.js';

/** Receipts from `from` (included) to `to` (not included). */
export interface Period {
  from: Date | null;
  to: Date;
}

/** Submissions that were forgotten after the time of the journal. */
export interface Beyond {
  /** In all, whatever the period. */
  submissions: number;
  /** When the youngest of them was received, ISO 8601 in UTC. */
  receivedUntil: string;
}

/** Reads what intake, register, delivery and dead letters say about submissions. */
export class Accounts {
  readonly #store: Pick<Store, 'tables'>;

  constructor(ports: { store: Pick<Store, 'tables'> }) {
    this.#store = ports.store;
  }

  /** The ids of all that intake or the register have in the period, each once, so many at a time. */
  async *idsIn(period: Period, page: number): AsyncIterable<string[]> {
    const tables = this.#tables();
    const to = period.to.toISOString();
    let at = period.from?.toISOString() ?? '';
    let id = '';
    for (;;) {
      const rows = await tables
        .selectFrom('submission')
        .select(['submission_id', 'received_at'])
        .where('received_at', '>=', at)
        .where('received_at', '<', to)
        .where((where) =>
          where.or([where('received_at', '>', at), where('submission_id', '>', id)]),
        )
        .orderBy('received_at')
        .orderBy('submission_id')
        .limit(page)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) break;
      yield rows.map((row) => row.submission_id);
      ({ received_at: at, submission_id: id } = last);
      await setImmediate();
    }
    yield* this.#strangersIn(period, page);
  }

  /** What stands in the register alone; also what it knows no time of receipt of, whatever the period. */
  async *#strangersIn(period: Period, page: number): AsyncIterable<string[]> {
    const tables = this.#tables();
    const timeless = await tables
      .selectFrom('register')
      .select('submission_id')
      .where('received_at', 'is', null)
      .execute();
    if (timeless.length > 0) yield timeless.map((row) => row.submission_id);
    let at = period.from?.getTime() ?? 0;
    let id = '';
    for (;;) {
      const rows = await tables
        .selectFrom('register')
        .leftJoin('submission', 'submission.submission_id', 'register.submission_id')
        .select([
          'register.submission_id',
          'register.received_at',
          'submission.received_at as accepted_at',
        ])
        .where('register.received_at', '>=', at)
        .where('register.received_at', '<', period.to.getTime())
        .where((where) =>
          where.or([
            where('register.received_at', '>', at),
            where('register.submission_id', '>', id),
          ]),
        )
        .orderBy('register.received_at')
        .orderBy('register.submission_id')
        .limit(page)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return;
      const strangers = rows.filter((row) => row.accepted_at === null);
      if (strangers.length > 0) yield strangers.map((row) => row.submission_id);
      at = last.received_at ?? at;
      id = last.submission_id;
      await setImmediate();
    }
  }

  /** What the tables say about these submissions, in their order; nothing of what is just being forgotten. */
  async of(ids: readonly string[]): Promise<Account[]> {
    if (ids.length === 0) return [];
    const tables = this.#tables();
    const accepted = await tables
      .selectFrom('submission')
      .select(['submission_id', 'received_at'])
      .where('submission_id', 'in', ids)
      .execute();
    const letters = await tables
      .selectFrom('dead_letter')
      .select(['id', 'stage', 'submission_id', 'message_id', 'state', 'origin_topic'])
      .where('submission_id', 'in', ids)
      .execute();
    const registered = await tables
      .selectFrom('register')
      .select(['submission_id', 'received_at', 'status', 'messages', 'lifecycle', 'forgotten_at'])
      .where('submission_id', 'in', ids)
      .execute();
    const accounts = new Map<string, Account>(
      ids.map((submissionId) => [
        submissionId,
        { submissionId, acceptedAt: null, register: null, deliveries: {}, letters: [] },
      ]),
    );
    const messageOwners = new Map<string, Account>();
    for (const row of accepted) {
      const account = accounts.get(row.submission_id);
      if (account !== undefined) account.acceptedAt = Date.parse(row.received_at);
    }
    for (const row of registered) {
      const account = accounts.get(row.submission_id);
      if (account === undefined) continue;
      if (row.forgotten_at !== null) {
        accounts.delete(row.submission_id);
        continue;
      }
      const planned = (JSON.parse(row.messages) as PlannedMessage[]).map(
        (message) => message.messageId,
      );
      account.register = {
        receivedAt: row.received_at,
        status: row.status,
        planned,
        messages: JSON.parse(row.lifecycle) as Lifecycle['messages'],
      };
      for (const messageId of planned) messageOwners.set(messageId, account);
    }
    for (const row of letters) {
      if (row.stage === 'internal' && row.origin_topic === 'journal') continue;
      if (row.origin_topic === 'replies') continue;
      accounts.get(row.submission_id ?? '')?.letters.push({
        id: row.id,
        stage: row.stage,
        messageId: row.message_id,
        state: row.state,
      });
    }
    for (const row of await this.#deliveries([...messageOwners.keys()])) {
      const account = messageOwners.get(row.message_id);
      if (account === undefined) continue;
      const states = account.deliveries[row.message_id] ?? [];
      account.deliveries[row.message_id] = [...states, row.state];
    }
    return [...accounts.values()];
  }

  /** What is past the journal's time and was in the period, or may have been: it is counted no more. */
  async beyond({ from }: Period): Promise<Beyond | null> {
    const row = await this.#tables().selectFrom('forgotten').selectAll().executeTakeFirst();
    if (row === undefined) return null;
    const until = new Date(Number(row.received_until));
    if (from !== null && from > until) return null;
    return { submissions: Number(row.submissions), receivedUntil: until.toISOString() };
  }

  async #deliveries(messageIds: readonly string[]): Promise<AccountedTables['delivery'][]> {
    if (messageIds.length === 0) return [];
    return this.#tables()
      .selectFrom('delivery')
      .select(['message_id', 'state'])
      .where('message_id', 'in', messageIds)
      .execute();
  }

  #tables(): Kysely<RegisterTables & AccountedTables> {
    return this.#store.tables();
  }
}
