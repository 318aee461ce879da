import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Makes a database beside the one of this address, where there is none of that name yet, and gives its address. */
export async function createDatabase(url: string, name = someName()): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}

function someName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}
