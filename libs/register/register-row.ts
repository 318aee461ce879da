import {
  evolve,
  type JournalEvent,
  type Lifecycle,
  NEW_LIFECYCLE,
  type PlannedMessage,
  SETTLED,
} from '#domain';
import type { RegisterTables } from './register.tables.js';

/** Milliseconds. */
const DAY = 86_400_000;

export type RegisterRow = RegisterTables['register'];

/** What the fold needs of a stored row; the rest stays as it is stored. */
export const FOLDED_COLUMNS = [
  'submission_id',
  'status',
  'lifecycle',
  'letters',
  'position',
  'updated_at',
  'settled_at',
] as const satisfies readonly (keyof RegisterRow)[];

/** A submission on its way through a batch: its row, with the parts that are JSON there in the open. */
export interface Folding {
  row: RegisterRow;
  lifecycle: Lifecycle;
  /** Ids of the dead letters that the journal named. */
  letters: string[];
  /** What the batch told, and so what there is to store. */
  told: {
    anything: boolean;
    isNew: boolean;
    received: boolean;
    transformed: boolean;
    /** When it was purged, null where there is data again; undefined where the batch does not tell. */
    purgedAt: number | null | undefined;
  };
}

/** Begins with what is stored, or with nothing where the journal tells of a submission for the first time. */
export function beginFolding(
  stored: Pick<RegisterRow, (typeof FOLDED_COLUMNS)[number]> | undefined,
  event: JournalEvent,
): Folding {
  const told = {
    anything: false,
    isNew: stored === undefined,
    received: false,
    transformed: false,
    purgedAt: undefined,
  };
  if (stored === undefined) {
    return { row: newRow(event), lifecycle: NEW_LIFECYCLE, letters: [], told };
  }
  return {
    row: { ...newRow(event), ...stored },
    lifecycle: {
      status: stored.status,
      messages: JSON.parse(stored.lifecycle) as Lifecycle['messages'],
    },
    letters: stored.letters === '[]' ? [] : (JSON.parse(stored.letters) as string[]),
    told,
  };
}

/** Folds one more event in. */
export function fold(folding: Folding, event: JournalEvent, position: number): void {
  const { row } = folding;
  const before = folding.lifecycle.status;
  folding.lifecycle = evolve(folding.lifecycle, event);
  const { status } = folding.lifecycle;
  folding.told.anything = true;
  row.position = position;
  // A clock that was set back must not make anything seem older than it is.
  row.updated_at = Math.max(row.updated_at, Date.parse(event.at));
  if (status !== before) row.settled_at = SETTLED.has(status) ? row.updated_at : null;
  if (event.type === 'received') {
    folding.told.received = true;
    row.client = event.client;
    row.reference = event.reference;
    row.service = event.service;
    row.area = event.area;
    row.kind = event.kind;
    row.test = Number(event.test);
    row.restricted = Number(event.restricted);
    row.attachments = event.attachments;
    row.received_at = Date.parse(event.at);
  } else if (event.type === 'transformed') {
    folding.told.transformed = true;
    row.messages = JSON.stringify(event.messages satisfies PlannedMessage[]);
    row.message_count = event.messages.length;
    row.authority = event.authority;
    row.municipality = event.municipality;
    row.landscape_version = event.landscapeVersion;
    row.package_version = event.packageVersion;
    row.cluster = event.messages[0]?.cluster ?? null;
  } else if (event.type === 'replied' || event.type === 'reply-delivered') {
    // What came in is data too: the time counts anew, and again once it is passed on.
    if (row.settled_at !== null) row.settled_at = row.updated_at;
    folding.told.purgedAt = null;
  } else if (event.type === 'purged') {
    const at = Date.parse(event.at);
    const isRest = row.settled_at !== null && row.settled_at > at - event.days * DAY;
    folding.told.purgedAt = isRest ? null : at;
  } else if (event.type === 'dead-lettered' && !folding.letters.includes(event.deadLetterId)) {
    folding.letters.push(event.deadLetterId);
  }
}

/** The row to store. */
export function folded({ row, lifecycle, letters }: Folding): RegisterRow {
  row.status = lifecycle.status;
  row.lifecycle = JSON.stringify(lifecycle.messages);
  row.letters = letters.length === 0 ? '[]' : JSON.stringify(letters);
  return row;
}

function newRow(event: JournalEvent): RegisterRow {
  return {
    submission_id: event.submissionId,
    case_id: event.caseId,
    client: null,
    reference: null,
    service: null,
    area: null,
    kind: null,
    test: null,
    restricted: null,
    attachments: null,
    received_at: null,
    status: 'received',
    lifecycle: '{}',
    messages: '[]',
    message_count: 0,
    authority: null,
    municipality: null,
    landscape_version: null,
    package_version: null,
    letters: '[]',
    position: -1,
    updated_at: 0,
    cluster: null,
    settled_at: null,
    purged_at: null,
    emptied_at: null,
    forgotten_at: null,
  };
}
