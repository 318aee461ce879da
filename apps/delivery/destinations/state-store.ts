import { sql } from 'kysely';
import { isPostgres } from '#store';
import { inSizes, positional, positions, runOver, type Tables } from '../queue/positional.js';
import { type DestinationState, unknownDestination } from './state.js';

const reading = inSizes((rows) =>
  positional<DestinationState>((tables, value) =>
    tables
      .selectFrom('destination_state')
      .selectAll()
      .where('destination', 'in', positions(rows, value, 0)),
  ),
);

/** What is known about destinations; those of which nothing is are left out. */
export async function readStates(
  tables: Tables,
  destinations: readonly string[],
): Promise<Map<string, DestinationState>> {
  const list = destinations.map((destination) => [destination]);
  const rows = await runOver(reading, tables, list);
  return new Map(rows.map((row) => [row.destination, row]));
}

/** The destinations at which nothing is claimed, or a probe at most. */
export function stoppedStates(tables: Tables): Promise<DestinationState[]> {
  return tables
    .selectFrom('destination_state')
    .selectAll()
    .where('stopped_since', 'is not', null)
    .execute();
}

/**
 * The states of destinations, to be changed: no other unit changes them until this one ends. All units lock in the
 * order of the names, and deliveries before destinations, lest two wait for each other.
 */
export async function lockStates(
  tables: Tables,
  destinations: readonly string[],
): Promise<Map<string, DestinationState>> {
  const names = [...new Set(destinations)].sort();
  if (isPostgres(tables) && names.length > 0) {
    await tables
      .insertInto('destination_state')
      .values(names.map(unknownDestination))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tables
      .selectFrom('destination_state')
      .select('destination')
      .where('destination', 'in', names)
      .orderBy('destination')
      .forNoKeyUpdate()
      .execute();
  }
  const known = await readStates(tables, names);
  return new Map(names.map((name) => [name, known.get(name) ?? unknownDestination(name)]));
}

const COLUMNS = Object.keys(unknownDestination('')) as (keyof DestinationState)[];

const written = positional((tables, value) =>
  tables
    .insertInto('destination_state')
    .values(Object.fromEntries(COLUMNS.map((column, at) => [column, value(at)])) as never)
    .onConflict((conflict) =>
      conflict
        .column('destination')
        .doUpdateSet(
          Object.fromEntries(
            COLUMNS.filter((column) => column !== 'destination').map((column) => [
              column,
              sql.ref(`excluded.${column}`),
            ]),
          ),
        ),
    ),
);

/** Only for states that this unit has locked. */
export async function writeState(tables: Tables, state: DestinationState): Promise<void> {
  await written(
    tables,
    COLUMNS.map((column) => state[column]),
  );
}
