import type { PartitionReader } from './partition-reader.js';

/**
 * Offsets up to which the records among them are counted: others are the brokers' own marks of transactions. Counting
 * means reading, so it also ends at this many bytes; what comes after counts as records.
 */
const COUNTED = 500n;
const COUNTED_BYTES = 1_000_000;

/** The records of a topic that are not handled yet; `next` per partition, where something was. */
export async function recordsAhead(
  reader: PartitionReader,
  topic: string,
  next: ReadonlyMap<number, bigint>,
): Promise<number> {
  const [starts, ends] = [await reader.starts(topic), await reader.ends(topic)];
  let records = 0;
  for (const [partition, to] of ends) {
    const start = starts.get(partition) ?? 0n;
    const position = next.get(partition) ?? start;
    const from = position > start ? position : start;
    if (to - from > COUNTED) {
      records += Number(to - from);
      continue;
    }
    records += await counted(reader, topic, partition, { from, to });
  }
  return records;
}

async function counted(
  reader: PartitionReader,
  topic: string,
  partition: number,
  range: { from: bigint; to: bigint },
): Promise<number> {
  let records = 0;
  let bytes = 0;
  for await (const { offset, value } of reader.read(topic, partition, range)) {
    records += 1;
    bytes += value?.length ?? 0;
    if (bytes > COUNTED_BYTES) return records + Number(range.to - 1n - BigInt(offset));
  }
  return records;
}
