import { type Kysely, type Migration, Migrator } from 'kysely';
import { Failure } from '#domain';

/** Runs what is missing of an owner's migrations. `place` says which database it is, for the sentence of a failure. */
export async function runMigrations(
  db: Kysely<unknown>,
  owner: string,
  migrations: Record<string, Migration>,
  place: string,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: `migration_${owner}`,
    migrationLockTableName: `migration_${owner}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Failure) throw error;
  throw new Failure(
    'internal',
    `The tables of ${owner} in ${place} cannot be brought up to date: ${(error as Error).message}. If a newer version of Nahtlos wrote the database, start that version.`,
    { cause: error },
  );
}
