import type { PartitionReader } from './partition-reader.js';

/** Offsets up to which the records among them are counted: others are the brokers' own marks of transactions. */
const COUNTED = 500n;

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
    for await (const _record of reader.read(topic, partition, { from, to })) records += 1;
  }
  return records;
}
