import type { PartitionReader } from '../partition-reader.js';
import type { Outgoing } from '../transaction.js';

/** How far back the newest position is looked for first; then ten times as far. */
const LOOK_BACK = 1_000n;
const PARTITION = 0;
const SIZE = 200;

/**
 * Which batch of an outbox was sent last: a record in a compacted topic, written in the transaction of the batch
 * itself. So it is true whatever becomes of the relay.
 */
export class SentPosition {
  readonly #reader: PartitionReader;
  readonly #topic: string;

  constructor(ports: { reader: PartitionReader; topic: string }) {
    this.#reader = ports.reader;
    this.#topic = ports.topic;
  }

  /** 0 where nothing was ever sent. Final only for who owns the outbox's transactional id. */
  async of(outboxId: string): Promise<number> {
    const start = (await this.#reader.starts(this.#topic)).get(PARTITION) ?? 0n;
    const end = (await this.#reader.ends(this.#topic)).get(PARTITION) ?? 0n;
    for (let back = LOOK_BACK, to = end; ; back *= 10n) {
      const from = end - back > start ? end - back : start;
      let newest: number | undefined;
      for await (const { key, value } of this.#reader.read(this.#topic, PARTITION, { from, to })) {
        if (key?.toString() === outboxId && value !== null) newest = Number(value.toString());
      }
      if (newest !== undefined) return newest;
      if (from === start) return 0;
      to = from;
    }
  }

  record(outboxId: string, batch: number): Outgoing {
    const message = { key: outboxId, value: String(batch), partition: PARTITION };
    return { topic: this.#topic, message, size: SIZE };
  }
}
