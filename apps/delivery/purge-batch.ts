import { Failure, HEADERS, type PurgeRequest } from '#domain';
import type { StepResult, StoredEvent } from '#event-log';
import type { Store } from '#store';
import type { DeliveryTables } from './delivery.tables.js';

export interface PurgePorts {
  store: Pick<Store, 'tidy'>;
  summaries: { remove(submissionId: string): Promise<void> };
}

interface Asked {
  submissionId: string;
  messageIds: string[];
}

/**
 * The step that deletes the messages of a submission, its summary, and what was kept of answers. A delivery that is not
 * settled keeps its message, whoever asks: the row says so itself. States, times and what the case systems acknowledged
 * stay. Asked twice, the second finds nothing.
 */
export class PurgeBatch {
  readonly #ports: PurgePorts;

  constructor(ports: PurgePorts) {
    this.#ports = ports;
  }

  async handle(batch: readonly StoredEvent[]): Promise<StepResult> {
    const asked = batch.map(readRequest).filter(({ messageIds }) => messageIds.length > 0);
    await this.#removeSummaries(asked);
    return {
      write: async (tx) => {
        const tables = tx.tables<DeliveryTables>();
        for (const { submissionId, messageIds } of asked) {
          const settled = tables
            .selectFrom('delivery')
            .select('id')
            .where('message_id', 'in', messageIds)
            .where('submission_id', '=', submissionId)
            .where('state', 'in', ['delivered', 'rejected', 'discarded', 'replaced']);
          await tables.deleteFrom('delivery_payload').where('delivery_id', 'in', settled).execute();
          await tables
            .updateTable('delivery_attempt')
            .set({ excerpt: null })
            .where('delivery_id', 'in', settled)
            .where('excerpt', 'is not', null)
            .execute();
        }
        tx.afterCommit(() => {
          void this.#ports.store.tidy();
          // A case system may have asked for one in between. From here on none is made: the messages are gone.
          void this.#removeSummaries(asked).catch(() => undefined);
        });
        return undefined;
      },
    };
  }

  async #removeSummaries(asked: readonly Asked[]): Promise<void> {
    for (const { submissionId } of asked) await this.#ports.summaries.remove(submissionId);
  }
}

function readRequest({ headers, value }: StoredEvent): Asked {
  const submissionId = headers[HEADERS.submissionId];
  if (!submissionId) {
    throw new Failure('poison', `The record has no header ${HEADERS.submissionId}.`);
  }
  let request: Partial<PurgeRequest> | null = null;
  try {
    request = JSON.parse(Buffer.from(value).toString()) as Partial<PurgeRequest> | null;
  } catch {
    // Told below, in words that quote nothing.
  }
  const messageIds = request?.messageIds;
  if (!Array.isArray(messageIds) || !messageIds.every((id) => typeof id === 'string')) {
    throw new Failure('poison', 'The record does not say which messages it is about.');
  }
  return { submissionId, messageIds };
}
