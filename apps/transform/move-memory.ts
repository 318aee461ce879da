import { HEADERS } from '#domain';
import type { MemoryChange, Remembered } from '#event-log';
import type { MoveChange } from './case-moves.js';

const KIND = 'moved/';

/** An entry of the memory that says where a case has gone; undefined for all others. */
export function moveIn({ key, name, headers }: Remembered) {
  if (!name.startsWith(KIND)) return undefined;
  const { [HEADERS.area]: area = '', [HEADERS.destination]: destination = '' } = headers;
  return { caseId: key, target: name.slice(KIND.length), move: { area, destination } };
}

/** What a batch changed, for the memory. */
export function rememberMoves(changes: readonly MoveChange[]): MemoryChange[] {
  return changes.map(({ caseId, target, move }) => ({
    key: caseId,
    name: `${KIND}${target}`,
    content: move && {
      headers: { [HEADERS.area]: move.area, [HEADERS.destination]: move.destination },
      value: new Uint8Array(),
    },
  }));
}
