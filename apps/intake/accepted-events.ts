import {
  type AcceptedSubmission,
  HEADERS,
  type JournalEvent,
  type StoredAttachment,
} from '#domain';
import type { NewEvent } from '#event-log';
import type { Posted } from './check-envelope.js';

/** A submission at the moment of its acceptance. `raw` is what was posted, byte for byte. */
export interface Accepted extends Omit<AcceptedSubmission, 'submission'> {
  posted: Posted;
  raw: Buffer;
  attachments: StoredAttachment[];
}

const END = Buffer.from('}');

/** What acceptance announces: the submission for transform, and the journal's first line. */
export function acceptedEvents(accepted: Accepted): NewEvent[] {
  const { submissionId, caseId, client, area, posted } = accepted;
  const received: JournalEvent = {
    submissionId,
    caseId,
    at: accepted.receivedAt,
    type: 'received',
    client,
    reference: posted.reference,
    service: posted.service,
    area,
    kind: posted.kind ?? 'application',
    test: posted.test ?? false,
    restricted: posted.restricted ?? false,
    attachments: accepted.attachments.length,
  };
  return [
    {
      topic: 'submissions',
      key: caseId,
      value: acceptedValue(accepted),
      headers: {
        [HEADERS.submissionId]: submissionId,
        [HEADERS.client]: client,
        [HEADERS.service]: posted.service,
        [HEADERS.area]: area,
      },
    },
    {
      topic: 'journal',
      key: submissionId,
      value: Buffer.from(JSON.stringify(received)),
      headers: {},
    },
  ];
}

/** The JSON of an {@link AcceptedSubmission}. What was posted is set in as it came: it is never written anew. */
function acceptedValue(accepted: Accepted): Buffer {
  const { posted: _posted, raw, ...rest } = accepted;
  const head = JSON.stringify(rest);
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"submission":`), raw, END]);
}
