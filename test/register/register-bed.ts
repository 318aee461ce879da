import { type Kysely, sql } from 'kysely';
import { HEADERS, type JournalEvent, memberTopic, type PlannedMessage } from '#domain';
import type { EventLog, NewEvent } from '#event-log';
import {
  type AccountedTables,
  REGISTER_MIGRATIONS,
  REGISTER_STEPS,
  type RegisterTables,
  registerLag,
  runRegisterSteps,
} from '#register';
import { blob, identity, type Store } from '#store';
import { logIn } from '../fixtures/log-in.js';
import { emptySqlite, type OpenStore } from '../fixtures/stores.js';

type Tables = RegisterTables & AccountedTables;
type Told<Type extends JournalEvent['type']> = Partial<Extract<JournalEvent, { type: Type }>>;

/** A register on a store of its own, with stand-ins for the tables of intake and delivery. */
export class RegisterBed {
  private constructor(
    readonly store: Store,
    readonly eventLog: EventLog,
  ) {}

  static async open(open: OpenStore = emptySqlite): Promise<RegisterBed> {
    const store = await open();
    const now = () => Date.parse('2026-11-22T10:00:00Z');
    const bed = new RegisterBed(store, await logIn(store, now));
    await bed.store.migrate('console', REGISTER_MIGRATIONS);
    await bed.store.migrate('bed', {
      '001': {
        async up(db: Kysely<unknown>) {
          await sql`create table submission (submission_id text primary key, received_at text not null,
            client text, case_id text, destinations text, body ${blob(db)})`.execute(db);
          await sql`create table delivery (id ${identity(db)}, message_id text not null, state text not null,
            destination text not null default 'gewerbe-amt', attempt integer)`.execute(db);
          await sql`create table delivery_payload (delivery_id integer not null, headers text not null,
            value ${blob(db)} not null)`.execute(db);
          await sql`create table delivery_attempt (delivery_id integer not null, attempt integer not null,
            at bigint not null, milliseconds integer not null, outcome text not null, code text, detail text,
            status text, excerpt text)`.execute(db);
        },
      },
    });
    return bed;
  }

  tables(): Kysely<Tables> {
    return this.store.tables<Tables>();
  }

  async append(...events: NewEvent[]): Promise<void> {
    await this.store.write((tx) => this.eventLog.append(tx, events));
  }

  /** Lets the register take in all there is. */
  async settle(): Promise<void> {
    const steps = runRegisterSteps(this.eventLog);
    while ((await registerLag(this.eventLog)) > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await steps.stop();
  }

  /** Takes in one of the two topics alone. */
  async settleOnly(topic: 'journal' | 'dead-letters'): Promise<void> {
    const step = REGISTER_STEPS.find((candidate) => candidate.topic === topic);
    if (step === undefined) throw new Error(`There is no step for ${topic}`);
    const running = this.eventLog.process(step);
    while ((await this.eventLog.lag(step)) > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await running.stop();
  }

  async close(): Promise<void> {
    await this.eventLog.close();
    await this.store.close();
  }

  /** What intake does when it accepts. */
  async accept(submissionId: string, at = AT): Promise<void> {
    await this.store.write(async (tx) => {
      await tx
        .tables<Tables>()
        .insertInto('submission')
        .values({ submission_id: submissionId, received_at: at })
        .execute();
      await this.eventLog.append(tx, [journal(received(submissionId, { at }))]);
    });
  }

  /** An attempt that failed, as delivery keeps it. */
  async attempt(messageId: string, attempt: number): Promise<void> {
    await this.store.write(async (tx) => {
      await sql`insert into delivery_attempt
        (delivery_id, attempt, at, milliseconds, outcome, code, detail, status, excerpt)
        select id, ${attempt}, ${Date.parse(AT)}, 12, 'refused', 'refused', 'It was refused.', 'HTTP 422', 'no such form'
        from delivery where message_id = ${messageId}`.execute(tx.tables());
    });
  }

  /** The message itself, as delivery keeps it. */
  async payload(messageId: string, value: string, headers: object): Promise<void> {
    await this.store.write(async (tx) => {
      await sql`insert into delivery_payload (delivery_id, headers, value)
        select id, ${JSON.stringify(headers)}, ${Buffer.from(value)}
        from delivery where message_id = ${messageId}`.execute(tx.tables());
    });
  }

  /** What delivery keeps about a message. */
  async delivery(messageId: string, state: string): Promise<void> {
    await this.store.write(async (tx) => {
      await tx
        .tables<Tables>()
        .deleteFrom('delivery')
        .where('message_id', '=', messageId)
        .execute();
      await tx
        .tables<Tables>()
        .insertInto('delivery')
        .values({ message_id: messageId, state })
        .execute();
    });
  }
}

export const AT = '2026-11-22T09:30:00.000Z';
const EARLY = { at: AT, caseId: 'case-1' };

export function journal(event: JournalEvent): NewEvent {
  return {
    topic: 'journal',
    key: event.submissionId,
    value: Buffer.from(JSON.stringify(event)),
    headers: {},
  };
}

export function received(submissionId: string, told: Told<'received'> = {}): JournalEvent {
  return {
    ...EARLY,
    type: 'received',
    submissionId,
    client: 'demo',
    reference: `ref-${submissionId}`,
    service: '99050012104000',
    area: '072355004',
    kind: 'application',
    test: false,
    restricted: false,
    attachments: 0,
    ...told,
  };
}

export function planned(messageId: string): PlannedMessage {
  return {
    messageId,
    type: 'gewerbe.anmeldung.0010',
    target: 'anmeldung',
    cluster: 'gewerbe',
    destination: 'gewerbe-amt',
  };
}

export function transformed(submissionId: string, ...messageIds: string[]): JournalEvent {
  return {
    ...EARLY,
    type: 'transformed',
    submissionId,
    landscapeVersion: 'demo@1',
    packageVersion: 'gewerbe@1.0.0',
    authority: 'Verbandsgemeinde Trier-Land',
    municipality: 'Aach',
    reason: 'the activation for 072355004',
    messages: messageIds.map(planned),
  };
}

export function delivering(submissionId: string, messageId: string): JournalEvent {
  return { ...EARLY, type: 'delivering', submissionId, messageId, destination: 'gewerbe-amt' };
}

export function delivered(submissionId: string, messageId: string): JournalEvent {
  return {
    ...EARLY,
    type: 'delivered',
    submissionId,
    messageId,
    destination: 'gewerbe-amt',
    attempt: 1,
    receipt: `${messageId}.xml`,
  };
}

/** A failure as the failing step tells it: a record and a line in the journal. */
export function failure(told: {
  letterId: string;
  submissionId: string;
  stage?: 'transform' | 'delivery';
  messageId?: string | null;
  restricted?: boolean;
}): { record: NewEvent; line: NewEvent } {
  const { letterId, submissionId, stage = 'transform', messageId = null } = told;
  const findings = [
    {
      pointer: '/data/inhaber/0/name',
      code: 'unknown-code',
      detail: 'Expected a code of the list.',
    },
  ];
  return {
    line: journal({
      ...EARLY,
      type: 'dead-lettered',
      submissionId,
      deadLetterId: letterId,
      stage,
      code: 'unknown-code',
      findings,
      messageId,
      destination: messageId === null ? null : 'gewerbe-amt',
      packageVersion: 'gewerbe@1.0.0',
    }),
    record: {
      topic: memberTopic('dead-letters', 'gewerbe'),
      key: 'case-1',
      value: Buffer.from('{"data":{"name":"Müller"}}'),
      headers: {
        [HEADERS.submissionId]: submissionId,
        [HEADERS.caseId]: 'case-1',
        [HEADERS.client]: 'demo',
        [HEADERS.service]: '99050012104000',
        [HEADERS.area]: '072355004',
        [HEADERS.restricted]: String(told.restricted ?? false),
        [HEADERS.stage]: stage,
        [HEADERS.code]: 'unknown-code',
        [HEADERS.findings]: JSON.stringify(findings),
        [HEADERS.detail]: 'A code is not in its code list',
        [HEADERS.deadLetterId]: letterId,
        [HEADERS.attempt]: '1',
        [HEADERS.packageVersion]: 'gewerbe@1.0.0',
        [HEADERS.rejectionCode]: stage === 'transform' ? 'X011' : '',
        [HEADERS.originTopic]: stage === 'transform' ? 'submissions' : 'cluster.gewerbe',
        [HEADERS.originPartition]: '0',
        [HEADERS.originOffset]: '1',
        ...(messageId === null
          ? {}
          : { [HEADERS.messageId]: messageId, [HEADERS.destination]: 'gewerbe-amt' }),
      },
    },
  };
}
