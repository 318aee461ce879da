import pg from 'pg';
import { Failure } from '#domain';

/** PostgreSQL's code for what the user may not do. */
const NOT_ALLOWED = '42501';

/**
 * Makes an empty database beside the one of this address, which is left alone.
 *
 * @returns the address of the new one
 */
export async function ownDatabase(address: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: address });
  try {
    await client.connect();
    await client.query(
      `CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`,
    );
  } catch (cause) {
    const { code } = cause as { code?: string };
    const host = new URL(address).host;
    throw new Failure(
      'unavailable',
      code === NOT_ALLOWED
        ? 'The demo makes a database of its own, which the user of NAHTLOS_STORE may not: grant it with ALTER ROLE ... CREATEDB.'
        : `The demo could make no database at ${host}${code === undefined ? '' : ` (${code})`}. Does PostgreSQL run there, and is the user of NAHTLOS_STORE right?`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  const own = new URL(address);
  own.pathname = `/${name}`;
  return own.href;
}
