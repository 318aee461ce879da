import type { Store } from '#store';
import { BatchAbandoned } from '../../batch-abandoned.js';
import type { NewEvent, StepResult, StoredEvent, TableStep } from '../../event-log.js';
import type { Outbox } from '../outbox/outbox.js';
import type { PartitionWork } from './partition-work.js';
import { advance, positionOf } from './positions.js';

export interface TableWorkPorts {
  store: Pick<Store, 'write' | 'tables'>;
  outbox: Pick<Outbox, 'append'>;
}

type Result = StepResult | undefined;

/**
 * A step with tables on one partition: its state, its events on their way through the outbox, and its progress are
 * one transaction of the store. The progress only moves from where this owner found it, so that a second owner
 * changes nothing.
 */
export class TableWork implements PartitionWork<Result> {
  readonly commitsOffset = false;
  readonly #ports: TableWorkPorts;
  readonly #step: TableStep;
  readonly #at: { topic: string; partition: number };
  #position: bigint | undefined;

  constructor(ports: TableWorkPorts, step: TableStep, at: { topic: string; partition: number }) {
    this.#ports = ports;
    this.#step = step;
    this.#at = at;
  }

  async begin(): Promise<bigint | undefined> {
    this.#position = await positionOf(this.#ports.store, { step: this.#step.name, ...this.#at });
    return this.#position;
  }

  handle(batch: readonly StoredEvent[]): Promise<Result> {
    return this.#step.handle(batch);
  }

  async commit(result: Result | { events: readonly NewEvent[] }, next: bigint): Promise<void> {
    const { store, outbox } = this.#ports;
    const moved = await store.write(async (tx) => {
      const about = { step: this.#step.name, ...this.#at };
      // First, so that a second owner waits here and then changes nothing.
      if (!(await advance(tx, about, this.#position, next))) return false;
      const more = result !== undefined && 'write' in result ? await result.write?.(tx) : undefined;
      await outbox.append(tx, [...(result?.events ?? []), ...(more ?? [])]);
      return true;
    });
    if (!moved) throw new BatchAbandoned(new Error(`${this.#step.name} runs elsewhere too`));
    this.#position = next;
  }

  async end(): Promise<void> {}
}
