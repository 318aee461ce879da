import type { Move, Moves } from '#transformation';

export interface MoveChange {
  caseId: string;
  target: string;
  /** Null where nothing is remembered any more. */
  move: Move | null;
}

const NOWHERE: Moves = new Map();

/**
 * Where cases have gone since the area of one of their submissions was corrected, as a batch sees it: their later
 * submissions go after them. The last correction counts. Decides only; storing the changes is another's job.
 */
export class CaseMoves {
  readonly #moves = new Map<string, Map<string, Move>>();
  readonly changes: MoveChange[] = [];

  constructor(remembered: readonly (MoveChange & { move: Move })[]) {
    for (const { caseId, target, move } of remembered) this.#of(caseId).set(target, move);
  }

  of(caseId: string): Moves {
    return this.#moves.get(caseId) ?? NOWHERE;
  }

  move(caseId: string, target: string, move: Move): void {
    this.#of(caseId).set(target, move);
    this.changes.push({ caseId, target, move });
  }

  /** The case is deleted: no later submission can join it. */
  forget(caseId: string): void {
    for (const target of this.of(caseId).keys()) {
      this.changes.push({ caseId, target, move: null });
    }
    this.#moves.delete(caseId);
  }

  #of(caseId: string): Map<string, Move> {
    let moves = this.#moves.get(caseId);
    if (moves === undefined) {
      moves = new Map();
      this.#moves.set(caseId, moves);
    }
    return moves;
  }
}
