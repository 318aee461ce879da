import { type Kysely, sql } from 'kysely';
import { isPostgres } from '#store';
import type { RegisterTables } from '../register.tables.js';

type Tables = Kysely<RegisterTables>;

/** Settled submissions of one cluster that are not purged; `cluster` is null where none was ever decided. */
export function settledIn(tables: Tables, cluster: string | null) {
  return tables
    .selectFrom('register')
    .where('purged_at', 'is', null)
    .where('settled_at', 'is not', null)
    .where('cluster', cluster === null ? 'is' : '=', cluster);
}

/**
 * A person still has a decision to make about it, or has just made one; or delivery still owes a message of it, or a reply
 * to it, whatever the journal has told so far: then it is not purged, whatever its status.
 */
export function nothingOpen(tables: Tables) {
  const field = (name: 'replyId' | 'messageId') =>
    isPostgres(tables)
      ? sql`cast(t.event as json) ->> ${sql.lit(name)}`
      : sql`json_extract(t.event, ${sql.lit(`$.${name}`)})`;
  return sql<boolean>`not exists (
    select 1 from dead_letter l where l.submission_id = register.submission_id
      and l.state in ('open', 'replaying')
      and (l.stage <> 'internal' or l.origin_topic in ('submissions', 'operations')
        or l.origin_topic like 'cluster.%')
  ) and not exists (
    select 1 from timeline t
    join delivery w on w.message_id = coalesce(${field('replyId')}, ${field('messageId')})
    where t.submission_id = register.submission_id
      and w.state in ('open', 'leased', 'offered', 'dead')
  )`;
}

/** The clusters of what is settled and not purged. Its cost grows with them, not with the submissions. */
export async function settledClusters(tables: Tables): Promise<(string | null)[]> {
  const { rows } = await sql<{ cluster: string }>`
    with recursive lane (cluster) as (
      select min(cluster) from register where settled_at is not null and purged_at is null
      union all
      select (
        select min(r.cluster) from register r
        where r.settled_at is not null and r.purged_at is null and r.cluster > lane.cluster
      ) from lane where lane.cluster is not null
    )
    select cluster from lane where cluster is not null`.execute(tables);
  return [null, ...rows.map((row) => row.cluster)];
}

export interface DueSubmission {
  submission_id: string;
  case_id: string;
  /** JSON: status by message id. */
  lifecycle: string;
}

/** The oldest of what is due, held until the unit of work ends; passes over what other units have in hand. */
export async function dueIn(
  tables: Tables,
  lane: { cluster: string | null; settledBefore: number; most: number },
): Promise<DueSubmission[]> {
  return settledIn(tables, lane.cluster)
    .select(['submission_id', 'case_id', 'lifecycle'])
    .where('settled_at', '<=', lane.settledBefore)
    .where(nothingOpen(tables))
    .orderBy('settled_at')
    .orderBy('submission_id')
    .limit(lane.most)
    .$if(isPostgres(tables), (query) => query.forUpdate().skipLocked())
    .execute();
}
