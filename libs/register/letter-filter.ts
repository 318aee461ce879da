import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { LetterState } from './letter.js';

/** Which dead letters are meant. An empty text means those that have none, as a group without a destination. */
export interface DeadLetterFilter {
  state?: LetterState | undefined;
  cluster?: string | undefined;
  code?: string | undefined;
  place?: string | undefined;
  packageVersion?: string | undefined;
  destination?: string | undefined;
  service?: string | undefined;
  client?: string | undefined;
  submissionId?: string | undefined;
  /** Whoever looks after them. */
  assignedTo?: string | undefined;
}

/** The column that each criterion is about. */
const COLUMNS: Record<keyof DeadLetterFilter, string> = {
  state: 'state',
  cluster: 'cluster',
  code: 'code',
  place: 'place',
  packageVersion: 'package_version',
  destination: 'destination',
  service: 'service',
  client: 'client',
  submissionId: 'submission_id',
  assignedTo: 'assigned_to',
};
/** Indexes lead to these. The others are looked at on the way through an order, which needs no sorting. */
const INDEXED: ReadonlySet<string> = new Set(['state', 'submissionId']);

/** The criteria that are given. */
export function criteriaOf(filter: DeadLetterFilter): [keyof DeadLetterFilter, string][] {
  return (Object.keys(COLUMNS) as (keyof DeadLetterFilter)[]).flatMap((name) => {
    const wanted = filter[name];
    return wanted === undefined ? [] : [[name, wanted] as [keyof DeadLetterFilter, string]];
  });
}

/** As a condition on the rows of `dead_letter`. */
export function matching(filter: DeadLetterFilter): RawBuilder<SqlBool> {
  const conditions = criteriaOf(filter).map(([name, wanted]) => {
    if (name === 'assignedTo') return heldBy(wanted);
    const column = sql.ref(`dead_letter.${COLUMNS[name]}`);
    return INDEXED.has(name)
      ? sql`${column} = ${wanted}`
      : sql`coalesce(${column}, '') = ${wanted}`;
  });
  return conditions.length === 0 ? sql`1 = 1` : sql`(${sql.join(conditions, sql` and `)})`;
}

function heldBy(wanted: string): RawBuilder<SqlBool> {
  const holder = sql`(select assigned_to from dead_letter_assignment
    where dead_letter_id = dead_letter.id)`;
  return sql`coalesce(${holder}, '') = ${wanted}`;
}

/**
 * Leaves out what is held for somebody else than who decides about many letters at once. Who names the holder means
 * those that are held.
 */
export function notHeldFrom(
  operator: string,
  { assignedTo }: DeadLetterFilter,
): RawBuilder<SqlBool> {
  if (assignedTo !== undefined) return sql`1 = 1`;
  return sql`not exists (select 1 from dead_letter_assignment
    where dead_letter_id = dead_letter.id and assigned_to <> ${operator})`;
}
