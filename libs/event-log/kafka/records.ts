import type { Message } from 'kafkajs';
import type { NewEvent, StoredEvent } from '../event-log.js';

/** A record as the client hands it over. */
export interface RawRecord {
  key: Buffer | null;
  value: Buffer | null;
  headers?: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
  offset: string;
  timestamp: string;
}

/** What a record takes in a batch beside key, value and headers, at most. */
const OVERHEAD = 64;

export function messageOf(event: NewEvent & { at?: number }): Message & { value: Buffer } {
  const { key, value, headers, at } = event;
  return {
    key,
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    headers,
    ...(at === undefined ? {} : { timestamp: String(at) }),
  };
}

/**
 * The value stays as it is. Key and headers are text of ours; of a stranger's, what no text can be is replaced, so
 * that they can be kept and shown. A header that comes more than once counts with its last value.
 */
export function storedEvent(topic: string, partition: number, raw: RawRecord): StoredEvent {
  return {
    topic,
    key: textOf(raw.key ?? ''),
    value: raw.value ?? new Uint8Array(),
    headers: headersOf(raw),
    partition,
    offset: BigInt(raw.offset),
    at: Number(raw.timestamp),
  };
}

export function headersOf({ headers = {} }: Pick<RawRecord, 'headers'>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) texts[textOf(name)] = textOf(last);
  }
  return texts;
}

/** U+0000 is valid UTF-8, and no database takes it as text. */
function textOf(bytes: Buffer | string): string {
  return bytes.toString().replaceAll('\u0000', '\uFFFD');
}

/** Bytes of a record in a batch, rather too many than too few. */
export function sizeOf({ key, value, headers }: Omit<NewEvent, 'topic'>): number {
  let size = OVERHEAD + Buffer.byteLength(key) + value.length;
  for (const [name, text] of Object.entries(headers)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(text) + 4;
  }
  return size;
}
