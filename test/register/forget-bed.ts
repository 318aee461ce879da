import { type Kysely, sql } from 'kysely';
import { HEADERS, type JournalEvent, retentionOf } from '#domain';
import type { EventLog } from '#event-log';
import {
  LedgerKeeper,
  PurgeKeeper,
  REGISTER_MIGRATIONS,
  type RegisterTables,
  registerLag,
  runRegisterSteps,
} from '#register';
import { isPostgres, type Store } from '#store';
import type { DeliveryTables } from '../../apps/delivery/delivery.tables.js';
import { MIGRATIONS as DELIVERY } from '../../apps/delivery/migrations.js';
import { PurgeBatch as DeliveryPurge } from '../../apps/delivery/purge-batch.js';
import { Summaries, type SummariesPorts } from '../../apps/delivery/summary/summaries.js';
import type { IntakeTables } from '../../apps/intake/intake.tables.js';
import { MIGRATIONS as INTAKE } from '../../apps/intake/migrations.js';
import { PurgeBatch as IntakePurge } from '../../apps/intake/purge-batch.js';
import { logIn } from '../fixtures/log-in.js';
import type { OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';
import { delivered, failure, journal, received, transformed } from './register-bed.js';

export const DAY = 86_400_000;
/** When all of the submissions were received, settled and purged, unless a test says otherwise. */
export const THEN = '2026-11-22T09:30:00.000Z';

type Tables = RegisterTables & IntakeTables & DeliveryTables;

/** Register, intake and delivery on one store, with what stays of purged submissions in each of their tables. */
export class ForgetBed {
  now = Date.parse(THEN);

  private constructor(
    readonly store: Store,
    readonly eventLog: EventLog,
  ) {}

  static async open(open: OpenStore): Promise<ForgetBed> {
    const store = await open();
    // Records are as old as the submissions.
    const eventLog = await logIn(store, () => Date.parse(THEN));
    await store.migrate('intake', INTAKE);
    await store.migrate('delivery', DELIVERY);
    await store.migrate('console', REGISTER_MIGRATIONS);
    return new ForgetBed(store, eventLog);
  }

  tables(): Kysely<Tables> {
    return this.store.tables<Tables>();
  }

  keeper(): PurgeKeeper {
    const { store, eventLog } = this;
    return new PurgeKeeper({
      store,
      eventLog,
      retention: () => retentionOf(),
      now: () => new Date(this.now),
    });
  }

  ledger() {
    const { store, eventLog } = this;
    return new LedgerKeeper({ store, eventLog, patience: 1_000 }).ledger({
      from: null,
      to: new Date(this.now + DAY),
    });
  }

  /** What all apps have of a submission once it is purged. Every id and text begins with `mark`. */
  async purged(mark: string, { caseId = `${mark}-s`, at = THEN } = {}): Promise<void> {
    const id = `${mark}-s`;
    const letter = failure({ letterId: `${mark}-letter`, submissionId: id });
    const of = (event: JournalEvent) => journal({ ...event, caseId } as JournalEvent);
    const reply = { replyId: `${mark}-reply`, destination: 'gewerbe-amt', documents: 0 };
    await this.store.write(async (tx) => {
      await this.eventLog.append(tx, [
        of(received(id, { reference: `${mark}-reference` })),
        letter.record,
        of(JSON.parse(Buffer.from(letter.line.value).toString()) as JournalEvent),
        of(transformed(id, `${mark}-message`)),
        of(delivered(id, `${mark}-message`)),
        of({
          ...{ type: 'replied', submissionId: id, caseId, at: THEN, ...reply },
          ...{ messageId: `${mark}-message`, kind: 'decision' },
        }),
        of({ type: 'purged', submissionId: id, caseId, at, cluster: 'gewerbe', days: 0 }),
      ]);
      await fill(tx.tables<Tables>(), mark, caseId);
    });
    await this.settle();
    await this.store.write(async (tx) => {
      await fillLetter(tx.tables<Tables>(), mark);
    });
  }

  /** Lets the register take in all there is. */
  async settle(): Promise<void> {
    const steps = runRegisterSteps(this.eventLog);
    await until(async () => ((await registerLag(this.eventLog)) === 0 ? true : undefined));
    await steps.stop();
  }

  /** Lets intake and delivery do what they are asked for. */
  async carryOut(): Promise<void> {
    const { store } = this;
    const removing = { remove: async () => {} };
    const summaries = new Summaries({
      store,
      summaryBlobs: removing,
    } as unknown as SummariesPorts);
    const intake = new IntakePurge({
      store,
      blobs: removing,
      fingerprintKey: async () => Buffer.from('key'),
    });
    const delivery = new DeliveryPurge({ store, replyBlobs: removing, summaries });
    const steps = [
      { name: 'intake.purges', topic: 'purges', handle: intake.handle.bind(intake) },
      { name: 'delivery.purges', topic: 'purges', handle: delivery.handle.bind(delivery) },
    ] as const;
    const running = steps.map((step) => this.eventLog.process(step));
    for (const step of steps) {
      await until(async () => ((await this.eventLog.lag(step)) === 0 ? true : undefined));
    }
    await Promise.all(running.map((step) => step.stop()));
  }

  async asked(): Promise<string[]> {
    const ids: string[] = [];
    for await (const { headers } of this.eventLog.read('purges', { from: 0n })) {
      ids.push(headers[HEADERS.submissionId] ?? '');
    }
    return ids;
  }

  /** The tables in a row of which a text stands. The log of a suite on PostgreSQL is a stand-in. */
  async tablesWith(text: string): Promise<string[]> {
    const found: string[] = [];
    for (const { name } of await this.columns()) {
      if (found.includes(name) || name === 'logged') continue;
      const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(this.tables());
      if (rows.some((row) => textOf(row).includes(text))) found.push(name);
    }
    return found.sort();
  }

  /** Tables that have a column by which a submission, or what belongs to it, is named. */
  async tablesAboutSubmissions(): Promise<string[]> {
    const naming = /^(submission|case|message|delivery|dead_letter|reply)_id$|^reference$/;
    const names = (await this.columns()).filter(({ column }) => naming.test(column));
    return [...new Set(names.map(({ name }) => name))].sort();
  }

  private async columns(): Promise<{ name: string; column: string }[]> {
    const query = isPostgres(this.tables())
      ? sql<{ name: string; column: string }>`select table_name as name, column_name as column
          from information_schema.columns where table_schema = 'public'`
      : sql<{ name: string; column: string }>`select m.name, c.name as column
          from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'`;
    return (await query.execute(this.tables())).rows;
  }

  async close(): Promise<void> {
    await this.eventLog.close();
    await this.store.close();
  }
}

function textOf(row: object): string {
  return Object.values(row)
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)))
    .join('\n');
}

let numbers = 0;

async function fill(tables: Kysely<Tables>, mark: string, caseId: string): Promise<void> {
  const at = Date.parse(THEN);
  const [submission_id, message_id] = [`${mark}-s`, `${mark}-message`];
  const submission = { submission_id, client: 'demo', case_id: caseId, received_at: THEN };
  await tables
    .insertInto('submission')
    .values({
      ...submission,
      reference: `${mark}-reference`,
      destinations: '{}',
      body: null,
      fingerprint: Buffer.from(`${mark}-fingerprint`),
    })
    .execute();
  await tables
    .insertInto('attachment')
    .values({ uri: `${mark}-attachment`, submission_id })
    .execute();
  const reply_id = `${mark}-reply`;
  numbers += 1;
  const value = JSON.stringify({ replyId: reply_id, at: THEN, text: `${mark}-text` });
  await tables
    .insertInto('reply')
    .values({ reply_id, client: 'demo', number: numbers, submission_id, value })
    .execute();
  const { id } = await tables
    .insertInto('delivery')
    .values({
      ...{ message_id, destination: 'gewerbe-amt', case_id: caseId, submission_id },
      ...{ cluster: 'gewerbe', size: 1, origin_topic: 'cluster.gewerbe', origin_partition: 0 },
      ...{ origin_offset: 1, state: 'delivered', head: 0, due_at: null, attempt: 1, failures: 0 },
      ...{ first_failed_at: null, last_code: null, last_detail: null, created_at: at },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tables
    .insertInto('delivery_payload')
    .values({ delivery_id: id, headers: `${mark}-headers`, value: Buffer.from('x') })
    .execute();
  const attempt = { attempt: 1, at, milliseconds: 1, outcome: 'accepted' as const };
  await tables
    .insertInto('delivery_attempt')
    .values({ delivery_id: id, ...attempt, detail: `${mark}-detail` })
    .execute();
  await tables
    .insertInto('delivery_acknowledgement')
    .values({ delivery_id: id, outcome: 'rejected', code: `${mark}-code`, acknowledged_at: at })
    .execute();
  await tables
    .insertInto('delivery_lease')
    .values({ delivery_id: id, leased_until: at, worker: `${mark}-worker` })
    .execute();
  await tables
    .insertInto('case_reply')
    .values({
      ...{ reply_id, destination: 'gewerbe-amt', reference: `${mark}-answer`, message_id },
      ...{ submission_id, case_id: caseId, received_at: THEN, fingerprint: Buffer.from('f') },
    })
    .execute();
  await tables
    .insertInto('case_reply_document')
    .values({ uri: `${mark}-document`, reply_id })
    .execute();
  await tables
    .insertInto('answer_document')
    .values({
      ...{ message_id, destination: 'gewerbe-amt', id: `${mark}-laid`, submission_id },
      ...{ media_type: 'application/pdf', uri: `${mark}-laid`, size: 1, sha512: 'ab' },
      uploaded_at: at,
    })
    .execute();
  await tables
    .insertInto('case_move')
    .values({
      ...{ case_id: caseId, target: 'anmeldung', left_destination: `${mark}-left` },
      ...{ destination: 'gewerbe-amt', area: '07', ruled: 1, moved_at: at },
    })
    .execute();
  await tables
    .insertInto('summary')
    .values({ submission_id, version: '', uri: `${mark}-summary`, size: 1, sha512: 'ab' })
    .execute();
  await tables
    .insertInto('corrected_submission')
    .values({ submission_id, body: Buffer.from(`${mark}-body`), at })
    .execute();
}

async function fillLetter(tables: Kysely<Tables>, mark: string): Promise<void> {
  const at = Date.parse(THEN);
  const dead_letter_id = `${mark}-letter`;
  const decision = { operation: 'replay' as const, operator: 'E. Muster', at, failure: 1 };
  await tables
    .insertInto('dead_letter_operation')
    .values({ dead_letter_id, ...decision, reason: `${mark}-reason` })
    .execute();
  const assigned = { assigned_to: 'E. Muster', assigned_by: 'E. Muster', at };
  await tables
    .insertInto('dead_letter_assignment')
    .values({ dead_letter_id, ...assigned, note: `${mark}-note` })
    .execute();
}
