import type { JournalEvent } from '#domain';
import {
  type LetterProgress,
  NEW_LETTER,
  operationJournaled,
  settled,
  settles,
  stateOf,
} from './letter.js';
import { type LetterRecord, placeOf } from './letter-record.js';
import type { RegisterTables } from './register.tables.js';

/** A letter as the projections hold it: `record_value` is undefined where it stays as it is stored. */
export type LetterRow = Omit<RegisterTables['dead_letter'], 'record_value'> & {
  record_value?: Buffer | null | undefined;
};

/** A letter of which nothing is known but its id; the first record or event fills it. */
export function newLetterRow(first: LetterRecord | JournalEvent): LetterRow {
  const fromJournal = 'type' in first;
  const at = fromJournal ? Date.parse(first.at) : first.at;
  return {
    id:
      fromJournal && first.type === 'dead-lettered'
        ? first.deadLetterId
        : (first as LetterRecord).id,
    stage: 'internal',
    code: 'internal',
    findings: '[]',
    detail: '',
    place: '',
    cluster: '',
    submission_id: first.submissionId,
    case_id: first.caseId,
    client: null,
    service: null,
    area: null,
    message_id: null,
    message_type: null,
    destination: null,
    landscape_version: null,
    package_version: null,
    rejection_code: null,
    restricted: null,
    origin_topic: null,
    record_key: null,
    record_headers: null,
    record_origin: null,
    record_position: null,
    ...NEW_LETTER,
    state: 'open',
    first_at: at,
    last_at: at,
    forward_area: null,
  };
}

/** A record announced a failure. The same record again changes nothing. */
export function recordAnnounced(row: LetterRow, record: LetterRecord): LetterRow {
  if (row.record_origin === record.origin && record.position <= (row.record_position ?? -1)) {
    return row;
  }
  const announced = row.announced + 1;
  const known: LetterRow = {
    ...row,
    cluster: record.cluster,
    client: record.client,
    service: record.service,
    area: record.area,
    message_type: record.messageType,
    landscape_version: record.landscapeVersion,
    package_version: record.packageVersion,
    rejection_code: record.rejectionCode,
    restricted: record.restricted === null ? row.restricted : Number(record.restricted),
    origin_topic: record.originTopic,
    record_key: record.key,
    record_value: record.value,
    record_headers: JSON.stringify(record.headers),
    record_origin: record.origin,
    record_position: record.position,
    first_at: Math.min(row.first_at, record.at),
    last_at: Math.max(row.last_at, record.at),
    stage: record.stage,
    submission_id: record.submissionId,
    case_id: record.caseId,
    message_id: record.messageId,
    code: record.code,
    findings: JSON.stringify(record.findings),
    detail: record.detail,
    place: placeOf(record.findings),
    destination: record.destination,
    forward_area: record.forwardArea,
  };
  return withProgress(known, { ...progressOf(row), announced });
}

/** The journal told something that concerns the letter, or may. */
export function journalTold(row: LetterRow, event: JournalEvent): LetterRow {
  const progress = progressOf(row);
  if ('deadLetterId' in event && event.deadLetterId === row.id) {
    switch (event.type) {
      case 'replayed':
        return withProgress(row, operationJournaled(progress, 'replay'));
      case 'corrected':
        return withProgress(row, operationJournaled(progress, 'correct'));
      case 'discarded':
        return withProgress(row, operationJournaled(progress, 'discard'));
      case 'assigned':
        return row;
      case 'dead-lettered': {
        const journaled = progress.journaled + 1;
        const next = { ...progress, journaled };
        return withProgress(journaled > row.announced ? toldAhead(row, event) : row, next);
      }
    }
  }
  const subject = { id: row.id, stage: row.stage as never, messageId: row.message_id };
  return settles(subject, event) ? withProgress(row, settled(progress)) : row;
}

/** The journal is ahead: it says what failed and of which cause, the record with the rest is still to come. */
function toldAhead(row: LetterRow, event: JournalEvent & { type: 'dead-lettered' }): LetterRow {
  return {
    ...row,
    stage: event.stage,
    code: event.code,
    findings: JSON.stringify(event.findings),
    place: placeOf(event.findings),
    message_id: event.messageId,
    destination: event.destination,
    package_version:
      event.packageVersion === undefined ? row.package_version : event.packageVersion,
    last_at: Math.max(row.last_at, Date.parse(event.at)),
  };
}

export function progressOf(row: Pick<LetterRow, keyof LetterProgress>): LetterProgress {
  const { announced, journaled, handled, operation, settled: through } = row;
  return { announced, journaled, handled, operation, settled: through };
}

/** A letter that is done needs no payload any more. */
function withProgress(row: LetterRow, progress: LetterProgress): LetterRow {
  const state = stateOf(progress);
  const done = state === 'settled' || state === 'discarded';
  const next: LetterRow = { ...row, ...progress, state };
  if (done) next.record_value = null;
  return next;
}
