import { isPostgres } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import { seatOldest } from '../queue/heads.js';
import { BEHIND, type MovedTo, movedTo, moveIn } from '../queue/obstacle.js';
import { inSizes, positional, positions, runOver, type Tables } from '../queue/positional.js';
import type { QueuedMessage } from '../queued-message.js';
import { type LaneRow, laneOf, placeAmong, targetIn } from './lane.js';

/*
 * A case moves when a message of it is forwarded from a destination that is not responsible. What waits there behind it
 * is not sent any more: it becomes a dead letter when its turn comes, and follows. What is made for the new destination
 * meanwhile was submitted later, and waits there until all of that has followed or was given up.
 */

type CaseMove = DeliveryTables['case_move'];

/** The messages of a case that belong together: each target has a way of its own. */
interface Strand {
  caseId: string;
  target: string;
}

/** Moves a case from one destination to another. Returns the destinations that have something to do. */
export async function moveCase(
  tables: Tables,
  strand: Strand,
  move: MovedTo & { from: string },
  now: number,
): Promise<string[]> {
  const { caseId, target } = strand;
  const { from, destination, area, ruled } = move;
  const going = { destination, area, ruled: Number(ruled), moved_at: now };
  await tables
    .deleteFrom('case_move')
    .where('case_id', '=', caseId)
    .where('target', '=', target)
    .where('left_destination', '=', destination)
    .execute();
  await tables
    .insertInto('case_move')
    .values({ case_id: caseId, target, left_destination: from, ...going })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tables
    .updateTable('case_move')
    .set(going)
    .where('case_id', '=', caseId)
    .where('target', '=', target)
    .execute();
  const touched = new Set<string>();
  for (const { left_destination: left } of await movesOf(tables, strand)) {
    for (const row of await laneOf(tables, { ...strand, destination: left })) {
      if (row.state === 'dead') continue;
      await turnAway(tables, row, move, now);
      touched.add(left);
    }
    await seatOldest(tables, { destination: left, caseId }, now);
  }
  for (const other of await keepOrder(tables, strand, now)) touched.add(other);
  return [...touched];
}

/** From now on not attempted; what the case system only has within reach is taken back. */
async function turnAway(tables: Tables, row: LaneRow, move: MovedTo, now: number): Promise<void> {
  const isUnderWay = row.state === 'leased';
  await tables
    .updateTable('delivery')
    .set({
      obstacle: movedTo(move),
      ...(isUnderWay ? {} : { state: 'open', due_at: row.head === 1 ? now : null }),
      ...(row.state === 'offered' ? { first_failed_at: null } : {}),
    })
    .where('id', '=', row.id)
    .execute();
}

const movesOfCases = inSizes((rows) =>
  positional<CaseMove>((tables, value) =>
    tables
      .selectFrom('case_move')
      .selectAll()
      .where('case_id', 'in', positions(rows, value, 0)),
  ),
);

/** For messages just queued: those of cases that have moved go after them. Returns the destinations with something to do. */
export async function followMoves(
  tables: Tables,
  messages: readonly QueuedMessage[],
  now: number,
): Promise<string[]> {
  if (messages.length === 0) return [];
  const cases = [...new Set(messages.map(({ caseId }) => caseId))].map((caseId) => [caseId]);
  const moves = await runOver(movesOfCases, tables, cases);
  const strands = new Map<string, Strand>();
  for (const { caseId, destination, headers, messageId } of moves.length > 0 ? messages : []) {
    const target = targetIn(headers);
    const own = moves.filter((move) => move.case_id === caseId && move.target === target);
    if (own.length === 0) continue;
    strands.set(`${caseId} ${target}`, { caseId, target });
    const left = own.find((move) => move.left_destination === destination);
    // It was made before its case moved, and came by another topic.
    if (left !== undefined) await obstruct(tables, { messageId, destination }, left);
  }
  const touched: string[] = [];
  for (const strand of strands.values()) touched.push(...(await keepOrder(tables, strand, now)));
  return touched;
}

/** Gives a delivery that is open again the obstacle of its case, where that has moved. */
export async function followMove(
  tables: Tables,
  ref: { messageId: string; destination: string },
): Promise<void> {
  const strand = await strandOf(tables, ref);
  const moves = strand === undefined ? [] : await movesOf(tables, strand);
  const left = moves.find((move) => move.left_destination === ref.destination);
  if (left !== undefined) await obstruct(tables, ref, left);
}

async function obstruct(
  tables: Tables,
  { messageId, destination }: { messageId: string; destination: string },
  move: CaseMove,
): Promise<void> {
  await tables
    .updateTable('delivery')
    .set({ obstacle: movedTo({ ...move, ruled: move.ruled === 1 }) })
    .where('message_id', '=', messageId)
    .where('destination', '=', destination)
    .where('state', '=', 'open')
    .execute();
}

/** After a delivery was settled or opened that its case had left behind: what waited for it goes on. */
export async function letFollow(
  tables: Tables,
  ref: { messageId: string; destination: string },
  now: number,
): Promise<string[]> {
  const strand = await strandOf(tables, ref);
  return strand === undefined ? [] : keepOrder(tables, strand, now);
}

/** The same of deliveries by their ids. */
export async function letFollowAll(
  tables: Tables,
  ids: readonly number[],
  now: number,
): Promise<string[]> {
  const touched: string[] = [];
  for (const id of ids) {
    const ref = await tables
      .selectFrom('delivery')
      .select(['message_id as messageId', 'destination'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    touched.push(...(await letFollow(tables, ref, now)));
  }
  return touched;
}

/**
 * Lets wait, at the destination that the case has gone to, what comes after something that has yet to follow; and no other.
 * Says it of the rows as they are, so that calling it once more changes nothing.
 */
export async function keepOrder(tables: Tables, strand: Strand, now: number): Promise<string[]> {
  const moves = await movesOf(tables, strand);
  const [first] = moves;
  if (first === undefined) return [];
  const { destination } = first;
  const left: LaneRow[] = [];
  for (const { left_destination } of moves) {
    const lane = await laneOf(tables, { ...strand, destination: left_destination });
    left.push(...lane.filter((row) => moveIn(row.obstacle) !== undefined));
  }
  let changed = false;
  for (const row of await laneOf(tables, { ...strand, destination })) {
    if (row.state !== 'open') continue;
    const behind = left.some((other) => placeAmong(row, other).offset < row.offset);
    if (behind === (row.obstacle === BEHIND) || (behind && row.obstacle !== null)) continue;
    await tables
      .updateTable('delivery')
      .set(behind ? { obstacle: BEHIND, head: 0, due_at: null } : { obstacle: null })
      .where('id', '=', row.id)
      .execute();
    changed = true;
  }
  if (!changed) return [];
  await seatOldest(tables, { destination, caseId: strand.caseId }, now);
  return [destination];
}

/** Held until the unit of work ends, where units overlap: one at a time decides about the order. */
function movesOf(tables: Tables, { caseId, target }: Strand): Promise<CaseMove[]> {
  return tables
    .selectFrom('case_move')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('target', '=', target)
    .orderBy('left_destination')
    .$if(isPostgres(tables), (rows) => rows.forUpdate())
    .execute();
}

async function strandOf(
  tables: Tables,
  { messageId, destination }: { messageId: string; destination: string },
): Promise<Strand | undefined> {
  const row = await tables
    .selectFrom('delivery as d')
    .innerJoin('delivery_payload as p', 'p.delivery_id', 'd.id')
    .select(['d.case_id', 'p.headers'])
    .where('d.message_id', '=', messageId)
    .where('d.destination', '=', destination)
    .executeTakeFirst();
  return row && { caseId: row.case_id, target: targetIn(JSON.parse(row.headers)) };
}

/**
 * Forgets where a case has gone, once nothing of it is under way on that account. Not what moved after `before`, in
 * milliseconds since 1970: a message may still come late.
 */
export async function forgetMoves(tables: Tables, caseId: string, before: number): Promise<void> {
  const moves = await tables
    .selectFrom('case_move')
    .selectAll()
    .where('case_id', '=', caseId)
    .where('moved_at', '<=', before)
    .execute();
  for (const target of new Set(moves.map((move) => move.target))) {
    const own = moves.filter((move) => move.target === target);
    const places = new Set(own.flatMap((move) => [move.left_destination, move.destination]));
    let unsettled = 0;
    for (const destination of places) {
      unsettled += (await laneOf(tables, { caseId, target, destination })).length;
    }
    if (unsettled > 0) continue;
    await tables
      .deleteFrom('case_move')
      .where('case_id', '=', caseId)
      .where('target', '=', target)
      .execute();
  }
}
