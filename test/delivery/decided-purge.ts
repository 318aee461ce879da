import { retentionOf } from '#domain';
import { PurgeKeeper, REGISTER_MIGRATIONS, type RegisterTables } from '#register';
import type { Store } from '#store';

const DAY = 86_400_000;

/** A submission that is delivered and settled, as the register has it. */
export async function registered(
  store: Store,
  submissionId: string,
  messageId: string,
  at: number,
): Promise<void> {
  await store.migrate('console', REGISTER_MIGRATIONS);
  await store.write((tx) =>
    tx
      .tables<RegisterTables>()
      .insertInto('register')
      .values({
        submission_id: submissionId,
        case_id: 'case-1',
        status: 'delivered',
        lifecycle: JSON.stringify({ [messageId]: 'delivered' }),
        messages: '[]',
        message_count: 1,
        letters: '[]',
        position: 1,
        updated_at: at,
        received_at: at,
        settled_at: at,
      })
      .execute(),
  );
}

/** Decides about all that is settled, and lets no app carry it out yet. Returns about how many it decided. */
export async function decidePurge(store: Store, settledAt: number): Promise<number> {
  const keeper = new PurgeKeeper({
    store,
    eventLog: { append: async () => {}, forget: async () => 0 },
    retention: () => retentionOf(1),
    now: () => new Date(settledAt + 2 * DAY),
  });
  return (await keeper.run()).purged;
}
