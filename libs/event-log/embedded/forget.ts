import type { Kysely } from 'kysely';
import { TOPICS, type TopicName } from '#domain';
import type { Store } from '#store';
import type { ForgetLimits } from '../event-log.js';

/** Records looked at, and deleted, in one unit of work: others wait for the writer no longer than that takes. */
const AT_ONCE = 250;

interface Tables {
  event: { seq: number; stream: string; at: number };
  step_progress: { step: string; next: number };
}

/**
 * Deletes the oldest records of an entry of the topic map that may go. What a step has yet to handle stays, and so does
 * all behind it. A record from a clock that ran ahead stays until its time has come and keeps no other.
 */
export async function forgetOf(
  store: Pick<Store, 'write' | 'tables'>,
  stream: TopicName,
  limits: ForgetLimits,
): Promise<number> {
  const { retention } = TOPICS[stream];
  if (retention === 'newest') return 0;
  const before = {
    payload: limits.payloadBefore,
    journal: limits.journalBefore,
    request: limits.now,
  }[retention];
  const tables = store.tables<Tables>();
  const end = await handledBefore(tables, stream);
  for (let from = 0; ; ) {
    const rows = await tables
      .selectFrom('event')
      .select(['seq', 'at'])
      .where('stream', '=', stream)
      .where('seq', '>=', from)
      .where('seq', '<', end)
      .orderBy('seq')
      .limit(AT_ONCE)
      .execute();
    const old = rows.filter(({ at }) => at < before).map(({ seq }) => seq);
    if (old.length > 0) {
      await store.write(async (tx) => {
        await tx.tables<Tables>().deleteFrom('event').where('seq', 'in', old).execute();
      });
      return old.length;
    }
    const last = rows.at(-1);
    const aheadOfTime = rows.every(({ at }) => at > limits.now);
    if (last === undefined || !aheadOfTime) return 0;
    from = last.seq + 1;
  }
}

/** The first record that a step has yet to handle. */
async function handledBefore(tables: Kysely<Tables>, stream: TopicName): Promise<number> {
  const steps = TOPICS[stream].consumers.map((app) => `${app}.${stream}`);
  const progress = await tables
    .selectFrom('step_progress')
    .select('next')
    .where('step', 'in', steps)
    .execute();
  return progress.length < steps.length ? 0 : Math.min(...progress.map(({ next }) => next));
}
