import type { Blobs } from '#blobs';
import type { OutgoingAttachment } from '#destinations';
import { standsBeforePurge } from '#register';
import type { Store } from '#store';
import type { SummaryInput } from '#summary';
import type { DeliveryTables } from '../delivery.tables.js';
import { hasBytes } from './has-bytes.js';
import {
  type SubmittedTables,
  type SummarisedMessage,
  submittedBy,
  summaryVersion,
} from './submitted.js';
import { SUMMARY } from './summary-attachment.js';
import { type SummaryFacts, summaryInput } from './summary-input.js';
import { SweepSummaries, type SweepSummariesPorts } from './sweep-summaries.js';

/** Bytes. The longest summary has a few megabytes. */
const LARGEST = 64_000_000;

export interface SummariesPorts extends SummaryFacts, SweepSummariesPorts {
  store: Pick<Store, 'write' | 'tables'>;
  /** Theirs alone: what lies there and no row names is swept. */
  summaryBlobs: Pick<Blobs, 'write' | 'open' | 'remove' | 'sweep'>;
  /** Writes the PDF. The same input gives the same bytes. */
  writer: { write(input: SummaryInput): Promise<Uint8Array>; close(): Promise<void> };
}

type Row = DeliveryTables['summary'];

/**
 * The readable summary of each submission, made when it is first asked for and kept until the submission is purged. A
 * message that was corrected has another than the one before it: each tells what its message tells.
 * Two processes that make one at the same time end with one.
 */
export class Summaries {
  readonly #making = new Map<string, Promise<OutgoingAttachment | undefined>>();
  readonly #sweep: SweepSummaries;

  constructor(private readonly ports: SummariesPorts) {
    this.#sweep = new SweepSummaries(ports);
  }

  start(): void {
    this.#sweep.start();
  }

  async stop(): Promise<void> {
    this.#sweep.stop();
    await this.ports.writer.close();
  }

  /** Undefined where what was submitted is purged. Throws what went wrong with making or keeping it. */
  of(message: SummarisedMessage): Promise<OutgoingAttachment | undefined> {
    const key = `${message.submissionId} ${summaryVersion(message)}`;
    const under = this.#making.get(key);
    if (under !== undefined) return under;
    const made = this.#of(message).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  /**
   * Deletes the summaries of a submission, for good once what was submitted is deleted. First the bytes of each, then its row: a
   * process that is killed in between leaves a row that names what is gone, and the next call ends it.
   */
  async remove(submissionId: string): Promise<void> {
    const { store, summaryBlobs } = this.ports;
    const rows = await store
      .tables<DeliveryTables>()
      .selectFrom('summary')
      .select('uri')
      .where('submission_id', '=', submissionId)
      .execute();
    for (const { uri } of rows) {
      await summaryBlobs.remove(uri);
      await store.write(async (tx) => {
        await tx
          .tables<DeliveryTables>()
          .deleteFrom('summary')
          .where('submission_id', '=', submissionId)
          .where('uri', '=', uri)
          .execute();
      });
    }
  }

  async #of(message: SummarisedMessage): Promise<OutgoingAttachment | undefined> {
    const { store, summaryBlobs } = this.ports;
    const version = summaryVersion(message);
    const known = await store
      .tables<DeliveryTables>()
      .selectFrom('summary')
      .selectAll()
      .where('submission_id', '=', message.submissionId)
      .where('version', '=', version)
      .executeTakeFirst();
    // What was lost can be made again, and no message waits for it.
    if (known !== undefined && (await hasBytes(summaryBlobs, known)))
      return this.#attachment(known);
    const submitted = await submittedBy(store, message);
    if (submitted === undefined) return undefined;
    const bytes = await this.ports.writer.write(summaryInput(submitted, this.ports));
    const blob = await summaryBlobs.write(oneChunk(bytes), LARGEST);
    const row = { submission_id: message.submissionId, version, ...blob };
    const kept = await this.#keep(row, known?.uri);
    if (kept?.uri !== blob.uri) await summaryBlobs.remove(blob.uri);
    return kept === undefined ? undefined : this.#attachment(kept);
  }

  #attachment({ uri, size, sha512 }: Row): OutgoingAttachment {
    const open = () => this.ports.summaryBlobs.open(uri);
    return { ...SUMMARY, uri, size: Number(size), sha512, open };
  }

  /** The row that stands in the end: another process may have been first, or the submission purged meanwhile. */
  #keep(row: Row, lost: string | undefined): Promise<Row | undefined> {
    return this.ports.store.write(async (tx) => {
      const tables = tx.tables<DeliveryTables & SubmittedTables>();
      const submission = await tables
        .selectFrom('submission')
        .select('submission_id')
        .where('submission_id', '=', row.submission_id)
        .where('body', 'is not', null)
        .executeTakeFirst();
      if (submission === undefined) return undefined;
      // Delivery may have removed the summary of what intake has yet to empty.
      if (!(await standsBeforePurge(tx, row.submission_id))) return undefined;
      await tables
        .insertInto('summary')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['submission_id', 'version'])
            .doUpdateSet({ uri: row.uri, size: row.size, sha512: row.sha512 })
            .where('summary.uri', '=', lost ?? ''),
        )
        .execute();
      return tables
        .selectFrom('summary')
        .selectAll()
        .where('submission_id', '=', row.submission_id)
        .where('version', '=', row.version)
        .executeTakeFirst();
    });
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
