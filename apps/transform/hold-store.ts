import type { Store, Tx } from '#store';
import { CaseHolds, type HoldChange } from './case-holds.js';
import type { TransformTables } from './transform.tables.js';

/** Keeps the holds in the store: read for the cases of a batch, written in the unit that commits the batch. */
export class HoldStore {
  readonly #store: Pick<Store, 'tables'>;

  constructor(ports: { store: Pick<Store, 'tables'> }) {
    this.#store = ports.store;
  }

  async load(caseIds: readonly string[]): Promise<CaseHolds> {
    const tables = this.#store.tables<TransformTables>();
    const holds = await tables
      .selectFrom('hold')
      .selectAll()
      .where('case_id', 'in', caseIds)
      .execute();
    if (holds.length === 0) return new CaseHolds([], []);
    const waiting = await tables
      .selectFrom('held_submission')
      .selectAll()
      .where('case_id', 'in', [...new Set(holds.map((hold) => hold.case_id))])
      .orderBy('seq')
      .execute();
    return new CaseHolds(
      holds.map((row) => ({
        caseId: row.case_id,
        cluster: row.cluster,
        submissionId: row.submission_id,
      })),
      waiting.map((row) => ({
        caseId: row.case_id,
        cluster: row.cluster,
        submissionId: row.submission_id,
        offset: BigInt(row.seq),
      })),
    );
  }

  async save(tx: Tx, changes: readonly HoldChange[]): Promise<void> {
    const tables = tx.tables<TransformTables>();
    for (const change of changes) {
      switch (change.type) {
        case 'held':
          await tables
            .insertInto('hold')
            .values({
              case_id: change.hold.caseId,
              cluster: change.hold.cluster,
              submission_id: change.hold.submissionId,
            })
            .onConflict((conflict) =>
              conflict
                .columns(['case_id', 'cluster'])
                .doUpdateSet({ submission_id: change.hold.submissionId }),
            )
            .execute();
          break;
        case 'waiting':
          await tables
            .insertInto('held_submission')
            .values({
              seq: Number(change.held.offset),
              case_id: change.held.caseId,
              cluster: change.held.cluster,
              submission_id: change.held.submissionId,
            })
            .execute();
          break;
        case 'resumed':
          await tables
            .deleteFrom('held_submission')
            .where('seq', '=', Number(change.held.offset))
            .execute();
          break;
        case 'released':
          await tables
            .deleteFrom('hold')
            .where('case_id', '=', change.hold.caseId)
            .where('cluster', '=', change.hold.cluster)
            .execute();
          break;
      }
    }
  }
}
