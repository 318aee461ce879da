import { Failure } from '#domain';
import type { EventLog, StoredEvent } from '#event-log';
import type { SubmissionRecords } from './transform-batch.js';

/** Reads single records of `submissions` again, when their turn has come. */
export class EventLogRecords implements SubmissionRecords {
  constructor(private readonly eventLog: Pick<EventLog, 'read'>) {}

  async at(offset: bigint): Promise<StoredEvent> {
    for await (const record of this.eventLog.read('submissions', {
      from: offset,
      to: offset + 1n,
    })) {
      return record;
    }
    throw new Failure('internal', `The record ${offset} of submissions is gone.`);
  }
}
