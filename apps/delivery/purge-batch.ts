import { purgeRequestIn } from '#domain';
import type { StepResult, StoredEvent } from '#event-log';
import type { Store } from '#store';
import type { DeliveryTables } from './delivery.tables.js';
import { forgetDecisions, forgetDeliveries } from './forget-deliveries.js';
import { forgetMoves } from './moves/case-moves.js';

export interface PurgePorts {
  store: Pick<Store, 'tables' | 'tidy'>;
  replyBlobs: { remove(uri: string): Promise<void> };
  summaries: { remove(submissionId: string): Promise<void> };
}

const SETTLED = ['delivered', 'rejected', 'discarded', 'replaced'] as const;

type Asked = ReturnType<typeof purgeRequestIn>;

/**
 * The step that deletes the messages of a submission, its summary, documents in reply, and what was kept of answers. A delivery that is not
 * settled keeps its message, whoever asks: the row says so itself. States, times and what the case systems acknowledged
 * stay, until the submission is past the time of the journal. Asked twice, the second finds nothing.
 */
export class PurgeBatch {
  readonly #ports: PurgePorts;

  constructor(ports: PurgePorts) {
    this.#ports = ports;
  }

  async handle(batch: readonly StoredEvent[]): Promise<StepResult> {
    const asked = batch.map(purgeRequestIn);
    await this.#removeSummaries(asked);
    const documents = await this.#removeDocuments(asked);
    const cases = new Map(batch.map(({ key }, index) => [key, Date.parse(asked[index]!.before)]));
    return {
      write: async (tx) => {
        const tables = tx.tables<DeliveryTables>();
        if (documents.length > 0) {
          await tables.deleteFrom('case_reply_document').where('uri', 'in', documents).execute();
          await tables.deleteFrom('answer_document').where('uri', 'in', documents).execute();
        }
        for (const { submissionId, messageIds } of asked) {
          if (messageIds.length === 0) continue;
          const settled = tables
            .selectFrom('delivery')
            .select('id')
            .where('message_id', 'in', messageIds)
            .where('submission_id', '=', submissionId)
            .where('state', 'in', SETTLED);
          await tables.deleteFrom('delivery_payload').where('delivery_id', 'in', settled).execute();
          await tables
            .updateTable('delivery_attempt')
            .set({ excerpt: null })
            .where('delivery_id', 'in', settled)
            .where('excerpt', 'is not', null)
            .execute();
        }
        for (const [caseId, before] of cases) await forgetMoves(tables, caseId, before);
        const past = asked.filter(({ forget }) => forget);
        for (const request of past) await forgetDeliveries(tables, request);
        const [oldest] = past.map(({ before }) => before).sort();
        if (oldest !== undefined) await forgetDecisions(tables, oldest);
        tx.afterCommit(() => {
          void this.#ports.store.tidy();
          // A case system may have asked for one in between. From here on none is made: the messages are gone.
          void this.#removeSummaries(asked).catch(() => undefined);
        });
        return undefined;
      },
    };
  }

  /** Files before rows, as with attachments. What an online service has yet to be told of stays. */
  async #removeDocuments(asked: readonly Asked[]): Promise<string[]> {
    const removed: string[] = [];
    for (const { submissionId, before } of asked) {
      const documents = await this.#ports.store
        .tables<DeliveryTables>()
        .selectFrom('case_reply_document as d')
        .innerJoin('case_reply as r', 'r.reply_id', 'd.reply_id')
        .select('d.uri')
        .where('r.submission_id', '=', submissionId)
        .where('r.received_at', '<=', before)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('delivery as w')
                .select('w.id')
                .whereRef('w.message_id', '=', 'r.reply_id')
                .where('w.state', 'not in', SETTLED),
            ),
          ),
        )
        .execute();
      const waiting = await this.#ports.store
        .tables<DeliveryTables>()
        .selectFrom('answer_document')
        .select('uri')
        .where('submission_id', '=', submissionId)
        .where('uploaded_at', '<=', Date.parse(before))
        .execute();
      for (const { uri } of [...documents, ...waiting]) {
        await this.#ports.replyBlobs.remove(uri);
        removed.push(uri);
      }
    }
    return removed;
  }

  async #removeSummaries(asked: readonly Asked[]): Promise<void> {
    for (const { submissionId } of asked) await this.#ports.summaries.remove(submissionId);
  }
}
