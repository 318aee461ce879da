import type { JournalEvent } from '#domain';
import type { NewEvent } from '#event-log';

export function journalRecord(event: JournalEvent): NewEvent {
  return {
    topic: 'journal',
    key: event.submissionId,
    value: Buffer.from(JSON.stringify(event)),
    headers: {},
  };
}
