import { HEADERS } from '#domain';
import type { Memory, MemoryChange, Remembered, StoredEvent } from '#event-log';
import { CaseHolds, type HeldSubmission, type Hold, type HoldChange } from './case-holds.js';
import { CaseMoves } from './case-moves.js';
import { moveIn } from './move-memory.js';

/** On an entry of the memory: the cluster in which the case waits. */
const CLUSTER = 'cluster';
/** Likewise: the topic of the waiting record. */
const TOPIC = 'submissions';

/** The holds of these cases and who waits behind them, and where the cases have gone. */
export async function recallCases(
  memory: Memory,
  caseIds: readonly string[],
): Promise<{ holds: CaseHolds; moves: CaseMoves }> {
  const holds: Hold[] = [];
  const waiting: HeldSubmission[] = [];
  const moves: NonNullable<ReturnType<typeof moveIn>>[] = [];
  for (const entry of await memory.about(caseIds)) {
    const moved = moveIn(entry);
    if (moved !== undefined) {
      moves.push(moved);
      continue;
    }
    const { key, name, headers } = entry;
    const hold = {
      caseId: key,
      cluster: headers[CLUSTER] ?? '',
      submissionId: headers[HEADERS.submissionId] ?? '',
    };
    const [kind, , place = ''] = name.split('/');
    if (kind === 'hold') holds.push(hold);
    else waiting.push({ ...hold, place, record: () => recordIn(memory, entry) });
  }
  return { holds: new CaseHolds(holds, waiting), moves: new CaseMoves(moves) };
}

/**
 * What a batch changed, for the memory. A waiting submission is kept with its whole record: its topic may forget it
 * before the decision about the one ahead comes.
 */
export function rememberHolds(changes: readonly HoldChange[]): Promise<MemoryChange[]> {
  return Promise.all(changes.map(inMemory));
}

async function inMemory(change: HoldChange): Promise<MemoryChange> {
  switch (change.type) {
    case 'held': {
      const { caseId, cluster, submissionId } = change.hold;
      const headers = { [CLUSTER]: cluster, [HEADERS.submissionId]: submissionId };
      const content = { headers, value: new Uint8Array() };
      return { key: caseId, name: `hold/${cluster}`, content };
    }
    case 'released':
      return { key: change.hold.caseId, name: `hold/${change.hold.cluster}`, content: null };
    case 'waiting': {
      const record = await change.held.record();
      const headers = {
        ...record.headers,
        [CLUSTER]: change.held.cluster,
        [HEADERS.submissionId]: change.held.submissionId,
        [HEADERS.originPartition]: String(record.partition),
        [HEADERS.originOffset]: String(record.offset),
        [HEADERS.originAt]: String(record.at),
      };
      const content = { headers, value: record.value };
      return { key: change.held.caseId, name: nameOf(change.held), content };
    }
    case 'resumed':
      return { key: change.held.caseId, name: nameOf(change.held), content: null };
  }
}

/** Orders the records of a partition, as text. */
export function placeOf(record: Pick<StoredEvent, 'offset'>): string {
  return String(record.offset).padStart(20, '0');
}

function nameOf(held: HeldSubmission): string {
  return `waiting/${held.cluster}/${held.place}`;
}

async function recordIn(memory: Memory, entry: Remembered): Promise<StoredEvent> {
  const {
    [CLUSTER]: _cluster,
    [HEADERS.originPartition]: partition = '0',
    [HEADERS.originOffset]: offset = '0',
    [HEADERS.originAt]: at = '0',
    ...headers
  } = entry.headers;
  return {
    topic: TOPIC,
    key: entry.key,
    value: await memory.value(entry),
    headers,
    partition: Number(partition),
    offset: BigInt(offset),
    at: Number(at),
  };
}
