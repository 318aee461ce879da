import type { StoredEvent } from '#event-log';

/** Holds of this pseudo cluster stop the whole case: nobody knows yet where the submission belongs. */
export const UNROUTED = 'unrouted';

export interface Hold {
  caseId: string;
  cluster: string;
  /** The submission that needs a person. */
  submissionId: string;
}

/** A submission that waits for the decision about another. */
export interface HeldSubmission extends Hold {
  /** Orders those that wait, as text. */
  place: string;
  /** Its record in `submissions`, which may be large and is read when its turn has come. */
  record(): Promise<StoredEvent>;
}

export type HoldChange =
  | { type: 'held'; hold: Hold }
  | { type: 'waiting'; held: HeldSubmission }
  | { type: 'resumed'; held: HeldSubmission }
  | { type: 'released'; hold: Hold };

/**
 * Which cases wait behind which submission, as a batch sees it: what was stored, and on top of it what the batch
 * itself changed. Decides only; storing the changes is another's job.
 */
export class CaseHolds {
  readonly #holds = new Map<string, Hold>();
  readonly #waiting = new Map<string, HeldSubmission[]>();
  readonly changes: HoldChange[] = [];

  constructor(holds: readonly Hold[], waiting: readonly HeldSubmission[]) {
    for (const hold of holds) this.#holds.set(keyOf(hold), hold);
    for (const held of waiting) this.#queue(held).push(held);
  }

  /** The hold that a new submission of this case and cluster has to wait behind. */
  blocking(caseId: string, cluster: string): Hold | undefined {
    return (
      this.#holds.get(keyOf({ caseId, cluster })) ??
      this.#holds.get(keyOf({ caseId, cluster: UNROUTED }))
    );
  }

  /** The hold that waits for a decision about just this submission. */
  behind(caseId: string, submissionId: string): Hold | undefined {
    for (const hold of this.#holds.values()) {
      if (hold.caseId === caseId && hold.submissionId === submissionId) return hold;
    }
    return undefined;
  }

  hold(hold: Hold): void {
    this.#holds.set(keyOf(hold), hold);
    this.changes.push({ type: 'held', hold });
  }

  wait(hold: Hold, waiting: Pick<HeldSubmission, 'submissionId' | 'place' | 'record'>): void {
    const { submissionId, place, record } = waiting;
    const held = { caseId: hold.caseId, cluster: hold.cluster, submissionId, place, record };
    this.#queue(held).push(held);
    this.changes.push({ type: 'waiting', held });
  }

  /** Takes the oldest of those that wait behind a hold. */
  resume(hold: Hold): HeldSubmission | undefined {
    const held = this.#queue(hold).shift();
    if (held !== undefined) this.changes.push({ type: 'resumed', held });
    return held;
  }

  release(hold: Hold): void {
    this.#holds.delete(keyOf(hold));
    this.changes.push({ type: 'released', hold });
  }

  #queue(of: { caseId: string; cluster: string }): HeldSubmission[] {
    const key = keyOf(of);
    let queue = this.#waiting.get(key);
    if (queue === undefined) {
      queue = [];
      this.#waiting.set(key, queue);
    }
    return queue;
  }
}

function keyOf(of: { caseId: string; cluster: string }): string {
  return `${of.caseId}/${of.cluster}`;
}
