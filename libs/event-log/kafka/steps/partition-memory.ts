import type { Message, RecordMetadata, Transaction } from 'kafkajs';
import { Failure } from '#domain';
import type { Memory, MemoryChange, Remembered } from '../../event-log.js';
import type { PartitionReader } from '../partition-reader.js';
import { headersOf, sizeOf } from '../records.js';

/** Between key and name in the key of a record; keys have none. */
const SEPARATOR = '/';
const ROUND_BYTES = 700_000;

interface Kept extends Remembered {
  offset: bigint;
}

/**
 * What a step remembers about the keys of one partition: a compacted topic with as many partitions, of which only
 * the owner of that partition writes this one. Names and headers are in memory, values stay in the topic.
 */
export class PartitionMemory implements Memory {
  readonly #reader: PartitionReader;
  readonly #at: { topic: string; partition: number };
  #entries = new Map<string, Map<string, Kept>>();

  constructor(reader: PartitionReader, at: { topic: string; partition: number }) {
    this.#reader = reader;
    this.#at = at;
  }

  /** Reads it anew; call it when nobody else can write any more. */
  async recall(): Promise<void> {
    const { topic, partition } = this.#at;
    this.#entries = new Map();
    const from = (await this.#reader.starts(topic)).get(partition) ?? 0n;
    const to = (await this.#reader.ends(topic)).get(partition) ?? 0n;
    for await (const record of this.#reader.read(topic, partition, { from, to })) {
      const [key, name] = splitKey(record.key?.toString() ?? '');
      if (record.value === null) this.#forget(key, name);
      else this.#keep({ key, name, headers: headersOf(record), offset: BigInt(record.offset) });
    }
  }

  async about(keys: readonly string[]): Promise<readonly Remembered[]> {
    return keys.flatMap((key) =>
      [...(this.#entries.get(key)?.values() ?? [])].sort((one, other) =>
        one.name < other.name ? -1 : 1,
      ),
    );
  }

  async value({ key, name }: Remembered): Promise<Uint8Array> {
    const { topic, partition } = this.#at;
    const kept = this.#entries.get(key)?.get(name);
    if (kept !== undefined) {
      const range = { from: kept.offset, to: kept.offset + 1n };
      for await (const record of this.#reader.read(topic, partition, range)) {
        if (record.value !== null) return record.value;
      }
    }
    throw new Failure(
      'internal',
      `The topic ${topic} has lost an entry of partition ${partition}.`,
    );
  }

  /** Writes changes into a transaction. Call what it returns once that is committed. */
  async write(transaction: Transaction, changes: readonly MemoryChange[]): Promise<() => void> {
    const written: { change: MemoryChange; offset: bigint }[] = [];
    for (let start = 0; start < changes.length; ) {
      const round: MemoryChange[] = [];
      let bytes = 0;
      for (const change of changes.slice(start)) {
        bytes += sizeOfChange(change);
        if (bytes > ROUND_BYTES && round.length > 0) break;
        round.push(change);
      }
      const [metadata] = (await transaction.send({
        topic: this.#at.topic,
        messages: round.map((change) => this.#message(change)),
        acks: -1,
      })) as [RecordMetadata];
      const base = BigInt(metadata.baseOffset ?? metadata.offset ?? '0');
      for (const [index, change] of round.entries()) {
        written.push({ change, offset: base + BigInt(index) });
      }
      start += round.length;
    }
    return () => {
      for (const { change, offset } of written) {
        const { key, name, content } = change;
        if (content === null) this.#forget(key, name);
        else this.#keep({ key, name, headers: content.headers, offset });
      }
    };
  }

  #message({ key, name, content }: MemoryChange): Message {
    return {
      key: recordKey({ key, name }),
      value: content === null ? null : Buffer.from(content.value),
      headers: content?.headers ?? {},
      partition: this.#at.partition,
    };
  }

  #keep(entry: Kept): void {
    let ofKey = this.#entries.get(entry.key);
    if (ofKey === undefined) {
      ofKey = new Map();
      this.#entries.set(entry.key, ofKey);
    }
    ofKey.set(entry.name, entry);
  }

  #forget(key: string, name: string): void {
    const ofKey = this.#entries.get(key);
    ofKey?.delete(name);
    if (ofKey?.size === 0) this.#entries.delete(key);
  }
}

/** The key of the record that keeps what is remembered about a key under a name. */
export function recordKey({ key, name }: { key: string; name: string }): string {
  return key + SEPARATOR + name;
}

function splitKey(text: string): [key: string, name: string] {
  const end = text.indexOf(SEPARATOR);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

function sizeOfChange({ key, name, content }: MemoryChange): number {
  const { headers = {}, value = new Uint8Array() } = content ?? {};
  return sizeOf({ key: recordKey({ key, name }), headers, value });
}
