import type { Store } from '#store';
import type { DeliveryTables } from '../../apps/delivery/delivery.tables.js';
import { MIGRATIONS } from '../../apps/delivery/migrations.js';
import { type ClaimedDelivery, claim, findDue } from '../../apps/delivery/queue/claim.js';
import { insertDeliveries } from '../../apps/delivery/queue/insert.js';
import type { Tables } from '../../apps/delivery/queue/positional.js';
import { settleDelivered } from '../../apps/delivery/queue/settle.js';
import { queuedMessage } from '../../apps/delivery/queued-message.js';
import type { OpenStore } from '../fixtures/stores.js';
import { clusterRecord, HandClock } from './delivery-bed.js';

export type Message = Parameters<typeof clusterRecord>[0];

export function queued(messages: readonly Message[]) {
  return messages.map((message) => queuedMessage(clusterRecord(message)));
}

/** The delivery queue in a store of its own. */
export class QueueBed {
  readonly clock = new HandClock();

  private constructor(readonly store: Store) {}

  static async open(open: OpenStore): Promise<QueueBed> {
    const store = await open();
    await store.migrate('delivery', MIGRATIONS);
    return new QueueBed(store);
  }

  write<T>(work: (tables: Tables) => Promise<T>): Promise<T> {
    return this.store.write((tx) => work(tx.tables<DeliveryTables>()));
  }

  /** What is committed. */
  tables(): Tables {
    return this.store.tables<DeliveryTables>();
  }

  insert(...messages: Message[]) {
    return this.write((tables) => insertDeliveries(tables, queued(messages), this.clock.now));
  }

  async claimAll(
    destination = 'files',
    limit = 100,
  ): Promise<{ claims: ClaimedDelivery[]; nextDueAt: number }> {
    const now = this.clock.now;
    return this.write(async (tables) => {
      const room = { destination, limit, bytes: 1_000_000, now };
      const { ids, nextDueAt } = await findDue(tables, room);
      return { claims: await claim(tables, ids, now + 15_000), nextDueAt };
    });
  }

  /** Claims and delivers one after the other until nothing is due. */
  async drain(destination = 'files'): Promise<string[]> {
    const taken: string[] = [];
    for (;;) {
      const { claims } = await this.claimAll(destination, 1);
      const [next] = claims;
      if (next === undefined) return taken;
      this.clock.now += 1;
      await this.write((tables) => settleDelivered(tables, [next], this.clock.now));
      taken.push(next.messageId);
    }
  }

  rows() {
    return this.tables().selectFrom('delivery').selectAll().orderBy('id').execute();
  }

  async row(messageId: string) {
    return (await this.rows()).find((row) => row.message_id === messageId);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
