import { beforeTheLog, headersBeforeTheLog } from './before-the-log.js';

export type Value = string | number | null | Buffer;
export type Row = Record<string, Value>;

/** A table that is carried row by row. */
export interface CarriedTable {
  name: string;
  /** What the rows are called in the report. */
  title: string;
  /** Rows in memory at once: few where they hold payloads. */
  page: number;
  /** The column that the database numbers. */
  identity?: string;
  /** What is different where the log is another; `end` is above every offset of the old one. */
  adapt?(row: Row, end: number): Row;
}

const FEW = 25;
const MANY = 500;

/** The tables that hold the state of an installation, by their writing app. */
export const CARRIED_TABLES: readonly CarriedTable[] = [
  { name: 'installation_secret', title: 'secrets of the installation', page: MANY },
  { name: 'submission', title: 'submissions', page: FEW },
  { name: 'attachment', title: 'attachments of submissions', page: MANY },
  { name: 'reply', title: 'replies of case systems', page: FEW },
  { name: 'reply_count', title: 'counts of replies', page: MANY },
  {
    name: 'delivery',
    title: 'deliveries',
    page: MANY,
    identity: 'id',
    adapt: (row, end) => ({ ...row, origin_offset: place(row.origin_offset, end) }),
  },
  { name: 'delivery_payload', title: 'messages of deliveries', page: FEW },
  { name: 'delivery_attempt', title: 'attempts to deliver', page: MANY },
  { name: 'case_move', title: 'moves of cases', page: MANY },
  { name: 'delivery_secret', title: 'secrets of delivery', page: MANY },
  { name: 'delivery_acknowledgement', title: 'acknowledgements', page: MANY },
  { name: 'destination_state', title: 'states of destinations', page: MANY },
  { name: 'destination_operation', title: 'decisions about destinations', page: MANY },
  { name: 'delivery_clock', title: 'clock of the deliveries', page: MANY },
  { name: 'case_reply', title: 'replies that were posted', page: MANY },
  { name: 'case_reply_document', title: 'documents of replies', page: MANY },
  { name: 'answer_document', title: 'documents that wait for an answer', page: MANY },
  { name: 'summary', title: 'summaries', page: MANY },
  { name: 'delivery_lease', title: 'leases of fetched messages', page: MANY },
  {
    name: 'register',
    title: 'submissions in the register',
    page: MANY,
    adapt: (row, end) => ({ ...row, position: place(row.position, end) }),
  },
  { name: 'forgotten', title: 'count of what was forgotten', page: MANY },
  { name: 'register_progress', title: 'counts of the register', page: MANY },
  {
    name: 'timeline',
    title: 'events in timelines',
    page: MANY,
    adapt: (row, end) => ({ ...row, position: place(row.position, end) }),
  },
  {
    name: 'dead_letter',
    title: 'dead letters',
    page: FEW,
    adapt: (row, end) => ({
      ...row,
      record_position: place(row.record_position, end),
      record_headers:
        typeof row.record_headers === 'string'
          ? JSON.stringify(headersBeforeTheLog(JSON.parse(row.record_headers), end))
          : null,
    }),
  },
  { name: 'dead_letter_operation', title: 'decisions about dead letters', page: MANY },
  { name: 'corrected_submission', title: 'corrected submissions', page: FEW },
  { name: 'dead_letter_assignment', title: 'letters held for colleagues', page: MANY },
  { name: 'bulk_operation', title: 'decisions about many dead letters', page: MANY },
];

/** Tables whose content goes other ways: see `carried-records.ts` and `carried-memory.ts`. */
export const LOG_TABLES = ['event', 'step_progress', 'step_memory'];

/** Tables that say what runs at this moment. Nothing runs. */
export const MOMENTARY_TABLES = ['purge_turn'];

function place(offset: Value | undefined, end: number): number | null {
  return offset === null || offset === undefined ? null : beforeTheLog(Number(offset), end);
}
