import { setImmediate } from 'node:timers/promises';
import { purgeRequestIn } from '#domain';
import type { StepResult, StoredEvent } from '#event-log';
import type { Store } from '#store';
import type { Posted } from './check-envelope.js';
import { fingerprint } from './fingerprint.js';
import { forgetSubmission } from './forget-submission.js';
import type { IntakeTables } from './intake.tables.js';
import { emptyReplies } from './replies/empty-replies.js';

export interface PurgePorts {
  store: Pick<Store, 'tables' | 'tidy'>;
  blobs: { remove(uri: string): Promise<void> };
  fingerprintKey(): Promise<Buffer>;
}

/**
 * The step that deletes what clients sent, once it has served its purpose: attachments, and the body, of which a keyed
 * fingerprint stays; and what case systems wrote in reply. Reference, date of receipt and the case's destinations stay too. Once the submission is past the
 * time of the journal, its rows go altogether. Asked twice, the second finds nothing. A killed process leaves rows whose files are gone, never files whose rows are.
 */
export class PurgeBatch {
  readonly #ports: PurgePorts;

  constructor(ports: PurgePorts) {
    this.#ports = ports;
  }

  async handle(batch: readonly StoredEvent[]): Promise<StepResult> {
    const asked = batch.map(purgeRequestIn);
    const ids = [...new Set(asked.map(({ submissionId }) => submissionId))];
    await this.#removeFiles(ids);
    const fingerprints = await this.#fingerprintsOf(ids);
    return {
      write: async (tx) => {
        const tables = tx.tables<IntakeTables>();
        for (const [id, made] of fingerprints) {
          await tables
            .updateTable('submission')
            .set({ body: null, fingerprint: made })
            .where('submission_id', '=', id)
            .execute();
        }
        await tables.deleteFrom('attachment').where('submission_id', 'in', ids).execute();
        for (const { submissionId, before } of asked) {
          await emptyReplies(tables, submissionId, before);
        }
        for (const { submissionId } of asked.filter(({ forget }) => forget)) {
          await forgetSubmission(tables, submissionId);
        }
        tx.afterCommit(() => void this.#ports.store.tidy());
        return undefined;
      },
    };
  }

  async #removeFiles(ids: readonly string[]): Promise<void> {
    const attachments = await this.#ports.store
      .tables<IntakeTables>()
      .selectFrom('attachment')
      .select('uri')
      .where('submission_id', 'in', ids)
      .execute();
    for (const { uri } of attachments) await this.#ports.blobs.remove(uri);
  }

  /** A body never changes, so it is read before the unit of work, and one at a time: it may be large. */
  async #fingerprintsOf(ids: readonly string[]): Promise<Map<string, Buffer>> {
    const key = await this.#ports.fingerprintKey();
    const made = new Map<string, Buffer>();
    for (const id of ids) {
      const row = await this.#ports.store
        .tables<IntakeTables>()
        .selectFrom('submission')
        .select('body')
        .where('submission_id', '=', id)
        .executeTakeFirst();
      if (row === undefined || row.body === null) continue;
      made.set(id, fingerprint(JSON.parse(row.body.toString()) as Posted, key));
      await setImmediate();
    }
    return made;
  }
}
