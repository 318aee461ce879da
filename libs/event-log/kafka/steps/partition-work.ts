import type { NewEvent, StoredEvent } from '../../event-log.js';

/**
 * A step's work on one partition, from an assignment on until it is lost or something fails. After `begin` it goes
 * on just where the last commit ended, whoever made that; a commit by someone who has lost the partition fails.
 */
export interface PartitionWork<Result> {
  /** Whether a commit moves the group's offset; else that is only a hint for the next owner, and for who watches. */
  readonly commitsOffset: boolean;
  /** Owns the partition. Returns the offset to go on from, undefined where nothing was handled before. */
  begin(): Promise<bigint | undefined>;
  handle(batch: readonly StoredEvent[]): Promise<Result>;
  /**
   * Makes the result and `next`, the offset to go on from, durable together.
   *
   * @throws BatchAbandoned when it is not known or not sure that this is still the owner: begin anew
   */
  commit(result: Result | { events: readonly NewEvent[] }, next: bigint): Promise<void>;
  end(): Promise<void>;
}
