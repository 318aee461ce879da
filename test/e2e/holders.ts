import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** The files of an installation in which a text stands; what was handed to case systems is theirs. */
export function holders(data: string, mark: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(data, 'out')))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => contains(path, mark));
}

/** A file that was deleted since it was listed holds nothing. */
function contains(path: string, mark: string): boolean {
  try {
    return readFileSync(path).includes(mark);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}

/** The tables of a database in PostgreSQL in which a text stands, as text or as bytes. */
export async function tablesWith(database: string, mark: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await client.query(
        `select 1 from ${name} as t where t::text like $1 or t::text like $2 limit 1`,
        [`%${mark}%`, `%${Buffer.from(mark).toString('hex')}%`],
      );
      if (rowCount !== 0) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}
