import type { Kafka, Producer, Transaction } from 'kafkajs';
import { Failure } from '#domain';
import type { Store } from '#store';
import { Signal } from '../../signal.js';
import { isTooLarge } from '../kafka-failure.js';
import type { KafkaObserver } from '../kafka-observer.js';
import type { TopicNames } from '../topic-names.js';
import { sendAll, throwAway, transactionalProducer } from '../transaction.js';
import { type Batch, nextBatch, outboxState } from './batches.js';
import type { OutboxLease } from './lease.js';
import type { Outbox } from './outbox.js';
import type { OutboxTables } from './outbox.tables.js';
import { outgoing, type TopicLimits } from './outgoing-row.js';
import type { SentPosition } from './sent-position.js';

/** Milliseconds between two looks for what other processes have appended. */
const POLL = 20;
/**
 * Milliseconds between two batches under load: what gathers meanwhile is one transaction, which costs the brokers
 * much more than the records in it. After a quiet time nothing waits.
 */
const PACE = 100;
/** Milliseconds between two tries to become the relay. */
const LEASE_POLL = 1_000;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

export interface RelayPorts {
  kafka: Kafka;
  store: Pick<Store, 'write' | 'tables'>;
  outbox: Outbox;
  lease: OutboxLease;
  position: SentPosition;
  names: TopicNames;
  limits: TopicLimits;
  groupPrefix: string;
  observer: Pick<KafkaObserver, 'relayFails' | 'relayWorks'>;
  now(): number;
}

/**
 * Carries the outbox to Kafka, each row once: a batch and its number as the new position are one transaction of the
 * brokers. Whoever becomes the relay owns the outbox's transactional id first, which fences off the one before and
 * makes the position final, and goes on after it.
 */
export class Relay {
  readonly #ports: RelayPorts;
  readonly #stop = new Signal();
  #running: Promise<void> | undefined;
  #failures = 0;
  #failingSince: number | undefined;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.raise();
    this.#ports.outbox.arrival.raise();
    await this.#running;
  }

  /** Milliseconds since 1970 from when on this process, as the relay, could send nothing. */
  get failingSince(): number | undefined {
    return this.#failingSince;
  }

  async #run(): Promise<void> {
    while (!this.#stop.raised) {
      try {
        const taken = await this.#ports.lease.take();
        if (taken === undefined) await this.#stop.within(LEASE_POLL);
        else await this.#lead(taken.outboxId);
      } catch (cause) {
        this.#failures += 1;
        this.#failingSince ??= this.#ports.now();
        this.#ports.observer.relayFails(this.#failures, cause);
        await this.#stop.within(Math.min(FIRST_PAUSE * 2 ** (this.#failures - 1), LONGEST_PAUSE));
      }
    }
    await this.#ports.lease.giveBack().catch(() => undefined);
  }

  async #lead(outboxId: string): Promise<void> {
    const { kafka, groupPrefix, lease, position } = this.#ports;
    const producer = await transactionalProducer(kafka, `${groupPrefix}relay.${outboxId}`);
    try {
      const begun = await producer.transaction();
      const sent = await position.of(outboxId);
      // Asked for afterwards: while the brokers kept this one waiting, another may have gone on with the outbox.
      const newestBatch = await lease.newestBatch();
      if (sent > newestBatch) throw restored(sent, newestBatch);
      await this.#carry({ outboxId, producer, begun, sent });
    } finally {
      await throwAway(producer);
    }
  }

  async #carry(lead: {
    outboxId: string;
    producer: Producer;
    begun: Transaction | undefined;
    sent: number;
  }): Promise<void> {
    const { store, outbox, lease } = this.#ports;
    let renewedAt = performance.now();
    while (!this.#stop.raised) {
      const seen = outbox.arrival.count;
      const state = await outboxState(store.tables<OutboxTables>(), lead.sent);
      const due = performance.now() - renewedAt > lease.renewal;
      if (!state.waiting && !state.sent && !due) {
        this.#works();
        await outbox.arrival.after(seen, POLL);
        continue;
      }
      const begunAt = performance.now();
      const batch = await store.write(async (tx) => {
        if (!(await lease.hold(tx))) throw new LeaseLost();
        return nextBatch(tx, lease, lead.sent);
      });
      renewedAt = begunAt;
      if (batch === undefined) continue;
      await this.#send(lead, batch);
      lead.begun = undefined;
      lead.sent = batch.number;
      this.#works();
      const early = begunAt + PACE - performance.now();
      if (early > 0) await this.#stop.within(early);
    }
  }

  async #send(
    {
      outboxId,
      producer,
      begun,
    }: { outboxId: string; producer: Producer; begun: Transaction | undefined },
    batch: Batch,
  ): Promise<void> {
    const { names, position, limits } = this.#ports;
    const records = batch.rows.map((row) => outgoing(row, names, limits));
    try {
      const transaction = begun ?? (await producer.transaction());
      await sendAll(transaction, [...records, position.record(outboxId, batch.number)]);
      await transaction.commit();
    } catch (cause) {
      // Which row it is becomes clear with the limits of the topics; the next try sends its letter instead.
      if (isTooLarge(cause)) await limits.ask(records);
      throw cause;
    }
  }

  #works(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#failingSince = undefined;
    this.#ports.observer.relayWorks();
  }
}

/** Another process has become the relay. */
class LeaseLost extends Error {
  constructor() {
    super('Another process carries the outbox now.');
  }
}

function restored(sent: number, newestBatch: number): Failure {
  return new Failure(
    'internal',
    `The database is older than what Kafka has of it (batch ${sent} was sent, the newest is ${newestBatch}): it was restored from a backup. Run "nahtlos topics --adopt" to go on after what was sent.`,
  );
}
