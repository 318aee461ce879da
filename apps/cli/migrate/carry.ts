import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { Failure } from '#domain';
import { appendCarried, type CarriedRecord } from '#event-log';
import { type Ledger, LedgerKeeper } from '#register';
import { openSharedBlobs } from '#runtime';
import {
  type MovedMark,
  markMoved,
  removeMovedMark,
  type Store,
  type Tx,
  UnknownOutcome,
} from '#store';
import { carriedHolds } from './carried-memory.js';
import { isCarriedOver, makeCarriedOver, noteCarriedOver } from './carried-over.js';
import { type Carriage, carriedRecords } from './carried-records.js';
import { CARRIED_TABLES } from './carried-tables.js';
import { type CopiedBlobs, copyBlobs, demandFreeFolder } from './copy-blobs.js';
import { copyTable } from './copy-table.js';
import type { Source } from './source.js';
import { type Survey, survey } from './survey.js';
import { demandEmpty, lockTables, makeTables, type Target } from './target.js';

/** Records of one insert. */
const ROUND = 25;

export interface Carried {
  found: Survey;
  blobs: CopiedBlobs;
  sums: Ledger['sums'];
  /** What intake, register and delivery did not agree on before, and do not now. */
  differences: number;
}

/**
 * Carries an embedded installation into an empty database and unused topics. From the moment before the one commit
 * that carries it, a mark keeps servers from accepting into the old one; what is cut off is begun anew, or finished
 * where the commit was made. The old installation keeps all that it has.
 *
 * @returns undefined where an attempt that was cut off had carried everything already
 */
export async function carry(
  source: Source,
  target: Target,
  options: { dry: boolean; now: number },
): Promise<Carried | undefined> {
  const { dry, now } = options;
  const mark: MovedMark = {
    id: source.mark?.id ?? randomUUID(),
    state: 'under way',
    to: target.place,
    at: new Date(now).toISOString(),
  };
  demandSamePlace(source, target);
  if (source.mark !== undefined && (await isCarriedOver(target.store, mark.id))) {
    if (!dry) await finish(source, target, mark);
    return undefined;
  }
  const folders = { from: source.blobs, to: target.blobs };
  await demandFreeFolder(folders.from, folders.to);
  await demandEmpty(target.store.tables(), target.place);
  const holds = () => carriedHolds(source.remains);
  await target.topics.demandFresh(target.plan.topics, holds);
  const found = await survey(source, target.plan.topics, now);
  const blobs = await copyBlobs(source.tables, folders, { dry });
  const before = await ledgerOf(source.store, now);
  const carried = {
    found,
    blobs,
    sums: before.sums,
    differences: before.differenceCount,
  };
  if (dry) return carried;
  await makeTables(target.store);
  await makeCarriedOver(target.store);
  markMoved(source.database, mark);
  try {
    await target.topics.remember('holds', holds);
    await target.store.write(async (tx) => {
      await lockTables(tx);
      // The commit of an attempt that was killed may have come through only now.
      if (await isCarriedOver(tx, mark.id)) return;
      await demandEmpty(tx.tables(), target.place);
      await carryTables(tx, source);
      await carryRecords(tx, { ...source, now });
      demandSame(before, await ledgerOf(tx, now));
      await noteCarriedOver(tx, { id: mark.id, at: now, logEnd: source.remains.end });
    });
  } catch (cause) {
    if (!(cause instanceof UnknownOutcome)) removeMovedMark(source.database);
    throw cause;
  }
  await finish(source, target, mark);
  return carried;
}

/** An attempt that was cut off may have carried everything: not a second time, into another database. */
function demandSamePlace({ mark, database }: Source, { place }: Target): void {
  if (mark === undefined || mark.to === place) return;
  throw new Failure(
    'conflict',
    `An attempt to carry ${database} into the database ${mark.to} was cut off. Finish it there; or, once you have made sure that nothing of it is there, remove ${database}.moved.`,
  );
}

async function finish(source: Source, target: Target, mark: MovedMark): Promise<void> {
  await openSharedBlobs(target.blobs, target.store);
  markMoved(source.database, { ...mark, state: 'done' });
}

async function carryTables(tx: Tx, source: Source): Promise<void> {
  for (const table of CARRIED_TABLES) {
    await copyTable(table, { from: source.tables, to: tx.tables(), end: source.remains.end });
    await sql`analyze ${sql.table(table.name)}`.execute(tx.tables());
  }
}

async function carryRecords(tx: Tx, carriage: Carriage): Promise<void> {
  let round: CarriedRecord[] = [];
  for await (const record of carriedRecords(carriage)) {
    round.push(record);
    if (round.length < ROUND) continue;
    await appendCarried(tx, round);
    round = [];
  }
  await appendCarried(tx, round);
}

/** What the tables say as they are: records under way change them before as after. */
function ledgerOf(store: Pick<Store, 'tables'>, now: number): Promise<Ledger> {
  const keeper = new LedgerKeeper({ store, eventLog: { lag: async () => 0 }, patience: 0 });
  return keeper.ledger({ from: null, to: new Date(now) });
}

function demandSame(before: Ledger, after: Ledger): void {
  const facts = ({ sums, differences, differenceCount }: Ledger) =>
    JSON.stringify([sums, differenceCount, differences.map((one) => JSON.stringify(one)).sort()]);
  if (facts(before) === facts(after)) return;
  throw new Failure(
    'internal',
    'The ledger of the new database does not give the sums of the old one. Nothing was carried.',
  );
}
