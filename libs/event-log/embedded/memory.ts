import type { Kysely } from 'kysely';
import { Failure } from '#domain';
import type { Memory, MemoryChange } from '../event-log.js';

export interface MemoryTables {
  /** `headers` is a JSON object. */
  step_memory: { memory: string; key: string; name: string; headers: string; value: Buffer };
}

/** What the committed batches of a step left in its memory. */
export function recall(tables: Kysely<MemoryTables>, memory: string): Memory {
  return {
    about: async (keys) => {
      const rows = await tables
        .selectFrom('step_memory')
        .select(['key', 'name', 'headers'])
        .where('memory', '=', memory)
        .where('key', 'in', [...keys])
        .orderBy('key')
        .orderBy('name')
        .execute();
      return rows.map(({ key, name, headers }) => ({ key, name, headers: JSON.parse(headers) }));
    },
    value: async ({ key, name }) => {
      const row = await tables
        .selectFrom('step_memory')
        .select('value')
        .where('memory', '=', memory)
        .where('key', '=', key)
        .where('name', '=', name)
        .executeTakeFirst();
      if (row === undefined)
        throw new Failure('internal', `The memory ${memory} has lost ${name}.`);
      return row.value;
    },
  };
}

/** Changes the memory of a step in the unit that commits its batch. */
export async function remember(
  tables: Kysely<MemoryTables>,
  memory: string,
  changes: readonly MemoryChange[],
): Promise<void> {
  for (const { key, name, content } of changes) {
    if (content === null) {
      await tables
        .deleteFrom('step_memory')
        .where('memory', '=', memory)
        .where('key', '=', key)
        .where('name', '=', name)
        .execute();
      continue;
    }
    const written = { headers: JSON.stringify(content.headers), value: Buffer.from(content.value) };
    await tables
      .insertInto('step_memory')
      .values({ memory, key, name, ...written })
      .onConflict((conflict) => conflict.columns(['memory', 'key', 'name']).doUpdateSet(written))
      .execute();
  }
}
