import { type AcceptedSubmission, HEADERS, type Stage, type StoredAttachment } from '#domain';
import type { Store } from '#store';
import { fieldsOfCorrection, isFailedCorrection } from './failed-correction.js';
import { failuresOf, type LetterState } from './letter.js';
import type { PostedTables } from './posted.tables.js';
import type { QueuedTables } from './queued.tables.js';
import type { RegisterTables } from './register.tables.js';

/** What failed, as its step saw it: what an operator looks at, and what a correction begins with. */
export interface LetterSource {
  id: string;
  stage: Stage;
  state: LetterState;
  failures: number;
  submissionId: string | null;
  caseId: string;
  messageId: string | null;
  headers: Record<string, string>;
  /** The submission, or what an operator made of it; null where it is gone. */
  accepted: AcceptedSubmission | null;
  /** The message, where there is one: as it was corrected, where its checks refused that. */
  message: Buffer | null;
  /** Null where what failed is no correction of a message. */
  failedCorrection: FailedCorrection | null;
}

/** The correction of a message, which its checks refused. */
export interface FailedCorrection {
  /** What it changed of the form data; nothing where it changed the message. */
  fields: readonly string[];
  /** What the destination did not take; null where delivery has it no more. */
  refused: { message: Buffer; headers: Record<string, string> } | null;
}

const XML = 'application/xml';

/** Reads what failed. Who may see it is for the caller to say. */
export class LetterSources {
  readonly #store: Pick<Store, 'tables'>;

  constructor(ports: { store: Pick<Store, 'tables'> }) {
    this.#store = ports.store;
  }

  async of(id: string): Promise<LetterSource | undefined> {
    const row = await this.#store
      .tables<RegisterTables>()
      .selectFrom('dead_letter')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const headers = JSON.parse(row.record_headers ?? '{}') as Record<string, string>;
    const stage = row.stage as Stage;
    const isMessage =
      stage === 'delivery' &&
      (headers[HEADERS.contentType] ?? XML) === XML &&
      row.record_value !== null;
    const failedCorrection =
      stage === 'delivery' ? await this.#failedCorrection(row, headers) : null;
    return {
      id,
      stage,
      state: row.state,
      failures: failuresOf(row),
      submissionId: row.submission_id,
      caseId: row.case_id,
      messageId: row.message_id,
      headers,
      accepted:
        stage === 'transform'
          ? acceptedIn(row.record_value)
          : await this.#submission(row.submission_id, headers),
      message: isMessage ? row.record_value : (failedCorrection?.refused?.message ?? null),
      failedCorrection,
    };
  }

  async #failedCorrection(
    { message_id, destination }: { message_id: string | null; destination: string | null },
    headers: Record<string, string>,
  ): Promise<FailedCorrection | null> {
    if (!isFailedCorrection(headers)) return null;
    const queued = await this.#store
      .tables<QueuedTables>()
      .selectFrom('delivery')
      .innerJoin('delivery_payload', 'delivery_payload.delivery_id', 'delivery.id')
      .select(['delivery_payload.headers', 'delivery_payload.value'])
      .where('delivery.message_id', '=', message_id ?? '')
      .where('delivery.destination', '=', destination ?? '')
      .executeTakeFirst();
    return {
      fields: headers[HEADERS.contentType] === XML ? [] : fieldsOfCorrection(headers),
      refused:
        queued === undefined
          ? null
          : {
              message: queued.value,
              headers: JSON.parse(queued.headers) as Record<string, string>,
            },
    };
  }

  async #submission(
    submissionId: string | null,
    headers: Record<string, string>,
  ): Promise<AcceptedSubmission | null> {
    if (submissionId === null) return null;
    const tables = this.#store.tables<RegisterTables & PostedTables>();
    const corrected = await tables
      .selectFrom('corrected_submission')
      .select('body')
      .where('submission_id', '=', submissionId)
      .executeTakeFirst();
    if (corrected !== undefined) return acceptedIn(corrected.body);
    const posted = await tables
      .selectFrom('submission')
      .select(['client', 'case_id', 'received_at', 'destinations', 'body'])
      .where('submission_id', '=', submissionId)
      .executeTakeFirst();
    const submission = read<AcceptedSubmission['submission']>(posted?.body ?? null);
    if (posted === undefined || submission === null) return null;
    return {
      submissionId,
      caseId: posted.case_id,
      client: posted.client,
      receivedAt: posted.received_at,
      area: headers[HEADERS.area] ?? submission.area,
      caseDestinations:
        posted.case_id === submissionId
          ? null
          : (JSON.parse(posted.destinations) as Record<string, string>),
      attachments: attachmentsIn(headers),
      submission,
    };
  }
}

/** A message names them as they are kept, each with the address for its destination beside it. */
function attachmentsIn(headers: Record<string, string>): StoredAttachment[] {
  const listed = JSON.parse(headers[HEADERS.attachments] ?? '[]') as (StoredAttachment & {
    url?: string;
  })[];
  return listed.map(({ url: _url, ...attachment }) => attachment);
}

/** What failed may be anything: only what has form data can be looked at and corrected. */
function acceptedIn(bytes: Buffer | null): AcceptedSubmission | null {
  const accepted = read<AcceptedSubmission>(bytes);
  return typeof accepted?.submission?.data === 'object' ? accepted : null;
}

function read<T>(bytes: Buffer | null): T | null {
  if (bytes === null || bytes.length === 0) return null;
  try {
    return JSON.parse(bytes.toString()) as T;
  } catch {
    return null;
  }
}
