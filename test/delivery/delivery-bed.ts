import type { Outcome, OutgoingMessage } from '#destinations';
import {
  type Alongside,
  alongsideHeaders,
  type DestinationConfig,
  HEADERS,
  type JournalEvent,
  type StoredAttachment,
} from '#domain';
import type { EventLog, RunningStep, StoredEvent } from '#event-log';
import type { Store } from '#store';
import { OpenConnections } from '../../apps/delivery/attempts/open-connections.js';
import type { DeliveryTables } from '../../apps/delivery/delivery.tables.js';
import { Dispatcher, type DispatcherPorts } from '../../apps/delivery/dispatch/dispatcher.js';
import { MIGRATIONS } from '../../apps/delivery/migrations.js';
import { OperateBatch } from '../../apps/delivery/operate-batch.js';
import type { Tables } from '../../apps/delivery/queue/positional.js';
import { QueueBatch } from '../../apps/delivery/queue-batch.js';
import { QueueReplies } from '../../apps/delivery/replies/queue-replies.js';
import type { IntakeTables } from '../../apps/intake/intake.tables.js';
import { MIGRATIONS as INTAKE } from '../../apps/intake/migrations.js';
import { logIn } from '../fixtures/log-in.js';
import { type OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';

/** The clock's time at the start of a test. */
export const START = Date.parse('2026-11-22T09:00:00Z');

export const ACCEPTED: Outcome = { kind: 'accepted', receipt: 'taken' };
export const BUSY: Outcome = { kind: 'retry', code: 'unreachable', detail: 'It is busy.' };
export const REFUSED: Outcome = { kind: 'refused', code: 'refused', detail: 'Not like this.' };

/** The clock of a test: it stands until it is moved. */
export class HandClock {
  now = START;
  /** Moves with it, and not where it is set. */
  ticks = 0;
}

/** A record of a cluster topic, with ids that a test can read. */
export function clusterRecord(message: {
  id: string;
  case?: string;
  destination?: string;
  offset?: bigint;
  topic?: string;
  attachments?: StoredAttachment[];
  alongside?: Alongside;
  /** The id of the message that it replaces. */
  replaces?: string;
  /** Which message of its submission it is. */
  target?: string;
}): StoredEvent {
  const caseId = message.case ?? 'case-1';
  return {
    topic: message.topic ?? 'cluster.gewerbe',
    partition: 0,
    offset: message.offset ?? 0n,
    at: START,
    key: caseId,
    value: Buffer.from(`<gewerbe.anmeldung.0010 id="${message.id}"/>`),
    headers: {
      [HEADERS.ceTime]: '2026-11-22T10:00:00.000+01:00',
      [HEADERS.messageId]: message.id,
      [HEADERS.messageType]: 'gewerbe.anmeldung.0010',
      [HEADERS.submissionId]: `submission-of-${message.id}`,
      [HEADERS.caseId]: caseId,
      [HEADERS.service]: '99050012104000',
      [HEADERS.area]: '072355004004',
      [HEADERS.destination]: message.destination ?? 'files',
      [HEADERS.attachments]: JSON.stringify(message.attachments ?? []),
      [HEADERS.test]: 'false',
      [HEADERS.packageVersion]: 'gewerbe@1.0.0',
      ...(message.alongside && alongsideHeaders(message.alongside)),
      ...(message.target && { [HEADERS.target]: message.target }),
      ...(message.replaces && { [HEADERS.replaces]: message.replaces }),
    },
  };
}

export function destination(id: string, changes: Partial<DestinationConfig> = {}) {
  return {
    id,
    name: id,
    transport: 'scripted',
    concurrency: 4,
    retry: { initialInterval: 10, maximumInterval: 100, giveUpAfter: 1000 },
    settings: {},
    ...changes,
  } satisfies DestinationConfig;
}

export interface DeliveryBedOptions {
  clock?: HandClock;
  ports?: Partial<DispatcherPorts>;
  settings?: Partial<DispatcherPorts['settings']>;
}

/** The tables of intake, of which delivery reads who submitted. */
export async function migrateIntake(store: Store): Promise<void> {
  await store.migrate('intake', INTAKE);
}

/** Delivery on a real store and event log in a folder; the destinations answer as the test says. */
export class DeliveryBed {
  readonly attempts: OutgoingMessage[] = [];
  readonly destinations = new Map<string, DestinationConfig>([['files', destination('files')]]);
  readonly lines: { fields: object; message: string }[] = [];
  readonly metered: string[] = [];
  /** What a destination answers. */
  answer: (message: OutgoingMessage, signal: AbortSignal) => Outcome | Promise<Outcome> = () =>
    ACCEPTED;

  private constructor(
    readonly store: Store,
    readonly eventLog: EventLog,
    readonly clock: HandClock,
    private readonly options: DeliveryBedOptions,
  ) {}

  static async open(open: OpenStore, options: DeliveryBedOptions = {}): Promise<DeliveryBed> {
    const store = await open();
    const clock = options.clock ?? new HandClock();
    const eventLog = await logIn(store, () => clock.now);
    await migrateIntake(store);
    await store.migrate('delivery', MIGRATIONS);
    return new DeliveryBed(store, eventLog, clock, options);
  }

  #dispatchers: Dispatcher[] = [];
  #decisions = 0;
  #steps: RunningStep[] = [];

  /** A dispatcher of its own on the bed's store. */
  dispatcher(store: Pick<Store, 'write' | 'tables'> = this.store): Dispatcher {
    const line = (fields: object, message: string) => void this.lines.push({ fields, message });
    const log = { info: line, warn: line, error: line };
    const dispatcher = new Dispatcher({
      store,
      eventLog: this.eventLog,
      blobs: { open: () => never('no attachments here') },
      summaries: { of: async () => undefined },
      connections: new OpenConnections({
        knowsTransport: (type) => type === 'scripted',
        open: () => ({
          deliver: async (message, signal) => {
            this.attempts.push(message);
            return this.answer(message, signal);
          },
          close: async () => {},
        }),
        log,
      }),
      destination: (id) => this.destinations.get(id),
      awaitsAcknowledgement: ({ settings }) => settings.acknowledgement === 'consumer',
      meter: { attempted: ({ outcome }) => void this.metered.push(outcome) },
      log,
      now: () => this.clock.now,
      ticks: () => this.clock.ticks,
      random: () => 0.5,
      ...this.options.ports,
      settings: {
        deliveryLease: 15,
        deliveriesInHand: 100,
        longestAttempt: 600,
        deliveryGrace: 0,
        ...this.options.settings,
      },
    });
    this.#dispatchers.push(dispatcher);
    return dispatcher;
  }

  /** Starts the steps and a dispatcher. */
  start(): Dispatcher {
    const dispatcher = this.dispatcher();
    const ports = {
      wake: (destinations: Iterable<string>) => dispatcher.wake(destinations),
      decided: (destinations: Iterable<string>) => dispatcher.decided(destinations),
      now: () => new Date(this.clock.now),
    };
    const queue = new QueueBatch(ports);
    const operate = new OperateBatch(ports);
    const replies = new QueueReplies({ ...ports, knows: (id) => this.destinations.has(id) });
    this.#steps.push(
      this.eventLog.process({
        name: 'delivery.replies',
        topic: 'replies',
        handle: (batch) => replies.handle(batch),
      }),
      this.eventLog.process({
        name: 'delivery.cluster',
        topic: 'cluster',
        handle: (batch) => queue.handle(batch),
      }),
      this.eventLog.process({
        name: 'delivery.operations',
        topic: 'operations',
        handle: (batch) => operate.handle(batch),
      }),
    );
    dispatcher.start();
    return dispatcher;
  }

  /** Appends messages to their cluster's topic. */
  async publish(...messages: Parameters<typeof clusterRecord>[0][]): Promise<void> {
    await this.store.write((tx) => this.eventLog.append(tx, messages.map(clusterRecord)));
  }

  /** What intake knows of the submission of a message. */
  async submitted(
    messageId: string,
    { client, reference, ...body }: { client: string; reference: string; [field: string]: unknown },
  ): Promise<void> {
    const row = {
      submission_id: `submission-of-${messageId}`,
      client,
      reference,
      case_id: 'case-1',
      received_at: '2026-11-22T09:00:00.000Z',
      destinations: '{}',
      body: Buffer.from(JSON.stringify(body)),
      fingerprint: null,
      replies: null,
    };
    await this.store.write((tx) =>
      tx.tables<IntakeTables>().insertInto('submission').values(row).execute(),
    );
  }

  /** What an operator decides about a delivery's dead letter. */
  async decide(
    operation: 'replay' | 'discard',
    messageId: string,
    at: { destination?: string; case?: string } = {},
  ): Promise<void> {
    const record = {
      topic: 'operations',
      key: at.case ?? 'case-1',
      value: Buffer.alloc(0),
      headers: {
        [HEADERS.operation]: operation,
        [HEADERS.messageId]: messageId,
        [HEADERS.submissionId]: `submission-of-${messageId}`,
        [HEADERS.destination]: at.destination ?? 'files',
        [HEADERS.operator]: 'Erika Muster',
        [HEADERS.reason]: 'Agreed by telephone',
      },
    };
    await this.store.write((tx) => this.eventLog.append(tx, [record]));
    await this.stepsDone();
  }

  /** What an operator decides about a record that could not be read: it comes again, with its place. */
  async replayPoison(message: Parameters<typeof clusterRecord>[0]): Promise<void> {
    const { topic, partition, headers, ...record } = clusterRecord(message);
    const place = {
      [HEADERS.originTopic]: topic,
      [HEADERS.originPartition]: String(partition),
      [HEADERS.originOffset]: String(record.offset),
    };
    const decided = {
      ...{ key: record.key, value: record.value, topic: 'operations' },
      headers: { ...headers, ...place, [HEADERS.operation]: 'replay' },
    };
    await this.store.write((tx) => this.eventLog.append(tx, [decided]));
    await this.stepsDone();
  }

  /** What an operator decides about a destination; `id` names the decision. */
  async aboutDestination(
    operation: 'pause' | 'resume',
    destination: string,
    id = `decision-${this.#decisions++}`,
  ): Promise<void> {
    const record = {
      topic: 'operations',
      key: destination,
      value: Buffer.alloc(0),
      headers: {
        [HEADERS.operation]: operation,
        [HEADERS.operationId]: id,
        [HEADERS.destination]: destination,
        [HEADERS.operator]: 'Erika Muster',
        ...(operation === 'pause' ? { [HEADERS.reason]: 'Maintenance' } : {}),
      },
    };
    await this.store.write((tx) => this.eventLog.append(tx, [record]));
    await this.stepsDone();
  }

  /** Resolves when the steps have handled all records so far. */
  async stepsDone(): Promise<void> {
    for (const topic of ['cluster', 'operations', 'replies']) {
      await until(async () =>
        (await this.eventLog.lag({ name: `delivery.${topic}`, topic })) === 0 ? true : undefined,
      );
    }
  }

  write<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
    return this.store.write((tx) => work(tx.tables<DeliveryTables>()));
  }

  /** Moves the clock and lets the dispatchers look. */
  pass(seconds: number): void {
    if (seconds > 0) this.clock.ticks += seconds * 1000;
    this.leap(seconds);
  }

  /** Sets the clock on the wall, and lets the dispatchers look. */
  leap(seconds: number): void {
    this.clock.now += seconds * 1000;
    for (const dispatcher of this.#dispatchers) dispatcher.wake([]);
  }

  async rows() {
    return this.store
      .tables<DeliveryTables>()
      .selectFrom('delivery')
      .selectAll()
      .orderBy('id')
      .execute();
  }

  async row(messageId: string) {
    return (await this.rows()).find((row) => row.message_id === messageId);
  }

  /** Resolves when the messages, or all, are in the state. */
  async inState(state: string, ...messageIds: string[]): Promise<void> {
    await until(async () => {
      const rows = (await this.rows()).filter(
        (row) => messageIds.length === 0 || messageIds.includes(row.message_id),
      );
      const enough = rows.length >= Math.max(1, messageIds.length);
      return enough && rows.every((row) => row.state === state) ? true : undefined;
    });
  }

  async records(topic: string): Promise<StoredEvent[]> {
    const records: StoredEvent[] = [];
    for await (const record of this.eventLog.read(topic, { from: 0n })) records.push(record);
    return records;
  }

  /** The journal of a message, or all of it. */
  async journal(messageId?: string): Promise<JournalEvent[]> {
    const events = (await this.records('journal')).map(
      ({ value }) => JSON.parse(Buffer.from(value).toString()) as JournalEvent,
    );
    return events.filter(
      (event) => messageId === undefined || ('messageId' in event && event.messageId === messageId),
    );
  }

  /** Ids of the messages in the order in which attempts were made. */
  attempted(): string[] {
    return this.attempts.map(({ messageId }) => messageId);
  }

  async close(): Promise<void> {
    await Promise.all(this.#dispatchers.map((dispatcher) => dispatcher.stop()));
    await Promise.all(this.#steps.map((step) => step.stop()));
    await this.eventLog.close();
    await this.store.close();
  }
}

function never(what: string): never {
  throw new Error(what);
}

/** A promise and its key. */
export function gate<T = void>(): { promise: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
