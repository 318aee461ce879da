import { type Kysely, sql } from 'kysely';
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

export interface SettledSubmission {
  submission_id: string;
  case_id: string;
  /** JSON: status by message id. */
  lifecycle: string;
  settled_at: number;
}

/** A place in a lane: the last submission that was looked at. */
export type Place = Pick<SettledSubmission, 'submission_id' | 'settled_at'>;

/** The oldest of what is settled for long enough, behind a place, along the index of what is settled. */
export function settledBehind(
  tables: Tables,
  lane: {
    cluster: string | null;
    settledBefore: number;
    behind: Place | undefined;
    most: number;
  },
) {
  const { cluster, settledBefore, behind, most } = lane;
  return settledIn(tables, cluster)
    .select(['submission_id', 'case_id', 'lifecycle', 'settled_at'])
    .where('settled_at', '<=', settledBefore)
    .$if(behind !== undefined, (query) =>
      query
        .where('settled_at', '>=', behind?.settled_at ?? 0)
        .where((where) =>
          where.or([
            where('settled_at', '>', behind?.settled_at ?? 0),
            where('submission_id', '>', behind?.submission_id ?? ''),
          ]),
        ),
    )
    .orderBy('settled_at')
    .orderBy('submission_id')
    .limit(most)
    .$narrowType<{ settled_at: number }>();
}
