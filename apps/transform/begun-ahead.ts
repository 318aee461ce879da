import type { AcceptedSubmission } from '#domain';
import type { StoredEvent } from '#event-log';
import type { Transformed } from '#transformation';

/** A submission whose messages are being written before its turn has come. */
export interface Begun {
  accepted: AcceptedSubmission;
  transformed: Promise<Transformed>;
}

/**
 * What a batch has begun ahead: writing a message depends on its submission alone, so many can be under way while
 * holds and order are decided one by one. What turns out to be held is not used.
 */
export class BegunAhead {
  readonly #begun = new Map<StoredEvent, Begun>();

  add(record: StoredEvent, begun: Begun): void {
    // Its failure counts when its turn has come, and not at all if that never comes.
    begun.transformed.catch(() => undefined);
    this.#begun.set(record, begun);
  }

  of(record: StoredEvent): Begun | undefined {
    return this.#begun.get(record);
  }
}
