import { setTimeout } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { protocolError } from './kafka-failure.js';

/** The group's coordinator has moved, or is just reading what it has to know. */
const PASSING = new Set([
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_LOAD_IN_PROGRESS',
]);
const ATTEMPTS = 20;
const PAUSE = 100;

/** From where a group goes on, per partition of a topic; without those on which it has not begun. */
export async function committedOffsets(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<Map<number, bigint>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return new Map(
        (offsets?.partitions ?? [])
          .map(({ partition, offset }) => [partition, BigInt(offset)] as const)
          .filter(([, offset]) => offset >= 0n),
      );
    } catch (cause) {
      if (attempt === ATTEMPTS || !PASSING.has(protocolError(cause) ?? '')) throw cause;
      await setTimeout(PAUSE);
    }
  }
}
