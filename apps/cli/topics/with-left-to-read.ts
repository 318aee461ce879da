import type { RecordsLeft } from '#event-log';
import type { Terminal } from '../command.js';
import { configuredStore } from './configured-store.js';
import { SILENT } from './silent.js';
import type { TopicPlan } from './topic-plan.js';

/**
 * Lets `work` ask what is still under way in a topic. The database, in which a part of that stands, is opened with the
 * first question: most calls have none.
 */
export async function withLeftToRead<T>(
  { options }: TopicPlan,
  env: Terminal['env'],
  work: (leftToRead: (topic: string) => Promise<number>) => Promise<T>,
): Promise<T> {
  const closes: (() => Promise<void>)[] = [];
  let opened: Promise<RecordsLeft> | undefined;
  const open = async () => {
    const { RecordsLeft } = await import('#event-log');
    const store = await configuredStore(env);
    closes.unshift(() => store.close());
    const left = await RecordsLeft.open({ options, log: SILENT, store });
    closes.unshift(() => left.close());
    return left;
  };
  try {
    return await work(async (topic) => {
      opened ??= open();
      return (await opened).of(topic);
    });
  } finally {
    for (const close of closes) await close();
  }
}
