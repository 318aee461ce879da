import type { Terminal } from '../command.js';
import { configuredStore } from './configured-store.js';
import { SILENT } from './silent.js';
import type { TopicPlan } from './topic-plan.js';

/** Lets a database that was restored from a backup go on after what Kafka has of it. Returns what to tell. */
export async function adopt({ options }: TopicPlan, env: Terminal['env']): Promise<string> {
  const { adoptOutbox } = await import('#event-log');
  const store = await configuredStore(env);
  try {
    const adopted = await adoptOutbox({ options, store, log: SILENT });
    if (adopted === undefined) return 'The database is not older than Kafka; nothing was changed.';
    const { before, after, doubtful } = adopted;
    return [
      `The outbox goes on after batch ${after}, which Kafka has; the database knew of ${before}.`,
      `${doubtful} records that waited when the backup was made are sent, perhaps a second time: who reads the topics tells them by their ids.`,
    ].join('\n');
  } finally {
    await store.close();
  }
}
