import type { Kysely } from 'kysely';
import type { Finding, JsonObject } from '#domain';
import type { Store } from '#store';
import type { AttemptTables } from './attempts.tables.js';
import type { LetterState, Operation } from './letter.js';
import { type Cause, withId } from './letter-cause.js';
import { type DeadLetterFilter, matching } from './letter-filter.js';
import { LetterSources } from './letter-source.js';
import type { RegisterTables } from './register.tables.js';

/** A dead letter as operators see it, without the payload. Times are ISO 8601 in UTC. */
export interface DeadLetterSummary {
  id: string;
  state: LetterState;
  stage: string;
  code: string;
  place: string;
  detail: string;
  cluster: string;
  submissionId: string | null;
  caseId: string;
  client: string | null;
  reference: string | null;
  service: string | null;
  area: string | null;
  messageId: string | null;
  destination: string | null;
  packageVersion: string | null;
  /** The standard's own code for the failure, where the package has one. */
  rejectionCode: string | null;
  landscapeVersion: string | null;
  restricted: boolean;
  /** Who looks after it. */
  assignedTo: string | null;
  /** How often it failed. */
  failures: number;
  firstAt: string;
  lastAt: string;
}

/** Why there is no payload: hidden for good, or gone because the letter is done. */
export type PayloadAbsence = 'restricted' | 'not asked for' | 'gone' | 'not yet arrived';

export interface DeadLetterDetails extends DeadLetterSummary {
  findings: Finding[];
  origin: string | null;
  assignment: { to: string; by: string; note: string | null; at: string } | null;
  operations: {
    operation: Operation;
    operator: string;
    reason: string | null;
    /** Of a correction: what it changed, without values. */
    fields: string[] | null;
    at: string;
  }[];
  /** How it was attempted, the oldest first; those of long ago may be gone. */
  attempts: AttemptDetails[];
  /** The failing record as text; `encoding` says how bytes that are no text are written. */
  payload: { encoding: 'utf-8' | 'base64'; text: string } | null;
  payloadAbsence: PayloadAbsence | null;
  /** What the steps saw of it, shown and hidden as the payload. */
  stages: {
    /** The form data; null where they are gone. */
    formData: JsonObject | null;
    /** The message; null where none was made, or it is gone. */
    message: string | null;
  } | null;
}

/** An attempt to deliver. `at` is ISO 8601 in UTC. */
export interface AttemptDetails {
  attempt: number;
  at: string;
  milliseconds: number;
  outcome: string;
  code: string | null;
  detail: string | null;
  /** What the case system answered with, such as `HTTP 503`. */
  status: string | null;
  /** Of the answer's text; hidden for a restricted submission. */
  excerpt: string | null;
}

/** Failures with one cause: what an operator corrects, and replays, together. */
export interface DeadLetterGroup extends Cause {
  /** Names the cause; the same for as long as there are letters of it. */
  id: string;
  letters: number;
  firstAt: string;
  lastAt: string;
}

/** Where the next page begins. */
export interface DeadLetterPage {
  deadLetters: DeadLetterSummary[];
  /** Give it back as `after` for the next page; null on the last one. */
  next: string | null;
}

export const LONGEST_PAGE = 500;

const SUMMARY = [
  'dead_letter.id',
  'dead_letter.state',
  'dead_letter.stage',
  'dead_letter.code',
  'dead_letter.place',
  'dead_letter.detail',
  'dead_letter.cluster',
  'dead_letter.submission_id',
  'dead_letter.case_id',
  'dead_letter.client',
  'dead_letter.service',
  'dead_letter.area',
  'dead_letter.message_id',
  'dead_letter.destination',
  'dead_letter.package_version',
  'dead_letter.rejection_code',
  'dead_letter.landscape_version',
  'dead_letter.restricted',
  'dead_letter.announced',
  'dead_letter.journaled',
  'dead_letter.first_at',
  'dead_letter.last_at',
  'register.reference',
  'register.restricted as register_restricted',
  'register.client as register_client',
  'register.service as register_service',
  'register.area as register_area',
  'dead_letter_assignment.assigned_to',
] as const;

/** Reads the dead letters for operators. */
export class DeadLetterRegister {
  readonly #store: Pick<Store, 'tables'>;

  constructor(ports: { store: Pick<Store, 'tables'> }) {
    this.#store = ports.store;
  }

  /** The oldest first. `limit` is at most `LONGEST_PAGE`. */
  async list(
    filter: DeadLetterFilter,
    page: { limit: number; after?: string | undefined } = { limit: 100 },
  ): Promise<DeadLetterPage> {
    const limit = Math.min(Math.max(page.limit, 1), LONGEST_PAGE);
    let query = this.#joined().where(matching(filter)).select(SUMMARY);
    const after = readCursor(page.after);
    if (after !== undefined) {
      query = query.where((where) =>
        where.or([
          where('dead_letter.last_at', '>', after.at),
          where.and([
            where('dead_letter.last_at', '=', after.at),
            where('dead_letter.id', '>', after.id),
          ]),
        ]),
      );
    }
    const rows = await query
      .orderBy('dead_letter.last_at')
      .orderBy('dead_letter.id')
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      deadLetters: shown.map(summary),
      next: rows.length > limit && last !== undefined ? `${last.last_at}:${last.id}` : null,
    };
  }

  /** The largest group first. */
  async groups(filter: DeadLetterFilter): Promise<DeadLetterGroup[]> {
    const rows = await this.#tables()
      .selectFrom('dead_letter')
      .where(matching(filter))
      .select(({ fn }) => [
        'dead_letter.code',
        'dead_letter.place',
        'dead_letter.package_version',
        'dead_letter.destination',
        fn.countAll<number>().as('letters'),
        fn.min('dead_letter.first_at').as('first_at'),
        fn.max('dead_letter.last_at').as('last_at'),
      ])
      .groupBy([
        'dead_letter.code',
        'dead_letter.place',
        'dead_letter.package_version',
        'dead_letter.destination',
      ])
      .orderBy('letters', 'desc')
      .orderBy('first_at')
      .execute();
    return rows.map((row) => ({
      ...withId({
        code: row.code,
        place: row.place,
        packageVersion: row.package_version,
        destination: row.destination,
      }),
      letters: Number(row.letters),
      firstAt: iso(row.first_at),
      lastAt: iso(row.last_at),
    }));
  }

  /** A restricted submission's payload is never shown, whoever asks. */
  async show(id: string, options: { payload: boolean }): Promise<DeadLetterDetails | undefined> {
    const row = await this.#joined()
      .select([
        ...SUMMARY,
        'dead_letter.findings',
        'dead_letter.record_origin',
        'dead_letter.origin_topic',
        'dead_letter.record_value',
        'dead_letter_assignment.assigned_by',
        'dead_letter_assignment.note',
        'dead_letter_assignment.at as assigned_at',
      ])
      .where('dead_letter.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const operations = await this.#tables()
      .selectFrom('dead_letter_operation')
      .select(['operation', 'operator', 'reason', 'fields', 'at'])
      .where('dead_letter_id', '=', id)
      .orderBy('failure')
      .execute();
    const letter = summary(row);
    const absence = payloadAbsence(letter, options.payload, row);
    return {
      ...letter,
      findings: JSON.parse(row.findings) as Finding[],
      origin: row.origin_topic,
      assignment:
        row.assigned_to === null
          ? null
          : {
              to: row.assigned_to,
              by: row.assigned_by ?? '',
              note: row.note,
              at: iso(row.assigned_at ?? 0),
            },
      operations: operations.map(({ fields, at, ...operation }) => ({
        ...operation,
        fields: fields === null ? null : (JSON.parse(fields) as string[]),
        at: iso(at),
      })),
      attempts: await this.#attempts(letter),
      payload: absence === null && row.record_value !== null ? asText(row.record_value) : null,
      payloadAbsence: absence,
      stages: absence === null ? await this.#stages(id) : null,
    };
  }

  async #attempts(letter: DeadLetterSummary): Promise<AttemptDetails[]> {
    const { messageId, destination, restricted } = letter;
    if (messageId === null || destination === null) return [];
    const rows = await this.#store
      .tables<AttemptTables>()
      .selectFrom('delivery_attempt')
      .innerJoin('delivery', 'delivery.id', 'delivery_attempt.delivery_id')
      .select([
        'delivery_attempt.attempt',
        'delivery_attempt.at',
        'delivery_attempt.milliseconds',
        'delivery_attempt.outcome',
        'delivery_attempt.code',
        'delivery_attempt.detail',
        'delivery_attempt.status',
        'delivery_attempt.excerpt',
      ])
      .where('delivery.message_id', '=', messageId)
      .where('delivery.destination', '=', destination)
      .orderBy('delivery_attempt.attempt')
      .execute();
    return rows.map((row) => ({
      ...row,
      at: iso(row.at),
      excerpt: restricted ? null : row.excerpt,
    }));
  }

  async #stages(id: string): Promise<DeadLetterDetails['stages']> {
    const source = await new LetterSources({ store: this.#store }).of(id);
    return {
      formData: source?.accepted?.submission.data ?? null,
      message: source?.message?.toString() ?? null,
    };
  }

  #tables(): Kysely<RegisterTables> {
    return this.#store.tables();
  }

  #joined() {
    return this.#tables()
      .selectFrom('dead_letter')
      .leftJoin('register', 'register.submission_id', 'dead_letter.submission_id')
      .leftJoin(
        'dead_letter_assignment',
        'dead_letter_assignment.dead_letter_id',
        'dead_letter.id',
      );
  }
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaryQuery>['executeTakeFirstOrThrow']>>;

/** Only its type is used: the columns of `SUMMARY` as a row. */
function summaryQuery(tables: Kysely<RegisterTables>) {
  return tables
    .selectFrom('dead_letter')
    .leftJoin('register', 'register.submission_id', 'dead_letter.submission_id')
    .leftJoin('dead_letter_assignment', 'dead_letter_assignment.dead_letter_id', 'dead_letter.id')
    .select(SUMMARY);
}

function summary(row: SummaryRow): DeadLetterSummary {
  return {
    id: row.id,
    state: row.state,
    stage: row.stage,
    code: row.code,
    place: row.place,
    detail: row.detail,
    cluster: row.cluster,
    submissionId: row.submission_id,
    caseId: row.case_id,
    client: row.client ?? row.register_client,
    reference: row.reference,
    service: row.service ?? row.register_service,
    area: row.area ?? row.register_area,
    messageId: row.message_id,
    destination: row.destination,
    packageVersion: row.package_version,
    rejectionCode: row.rejection_code,
    landscapeVersion: row.landscape_version,
    restricted: isRestricted(row),
    assignedTo: row.assigned_to,
    failures: Math.max(row.announced, row.journaled),
    firstAt: iso(row.first_at),
    lastAt: iso(row.last_at),
  };
}

/** Where nobody says that it is open to operators, it is not. */
function isRestricted(row: SummaryRow): boolean {
  const said = [row.restricted, row.register_restricted].filter((value) => value !== null);
  return said.length === 0 || said.some((value) => value !== 0);
}

function payloadAbsence(
  letter: DeadLetterSummary,
  asked: boolean,
  row: { record_value: Buffer | null; record_origin: string | null },
): PayloadAbsence | null {
  if (letter.restricted) return 'restricted';
  if (row.record_origin === null) return 'not yet arrived';
  if (row.record_value === null) return 'gone';
  return asked ? null : 'not asked for';
}

function asText(bytes: Buffer): { encoding: 'utf-8' | 'base64'; text: string } {
  try {
    return { encoding: 'utf-8', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: 'base64', text: bytes.toString('base64') };
  }
}

function readCursor(after: string | undefined): { at: number; id: string } | undefined {
  const [, at, id] = /^(\d+):(.+)$/.exec(after ?? '') ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
