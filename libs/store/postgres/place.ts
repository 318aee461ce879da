import pg from 'pg';
import { Failure } from '#domain';

/** Where a database is, as sentences name it: never with the password. */
export interface Place {
  server: string;
  database: string;
  user: string;
}

/** Reads an address such as `postgres://user@host:5432/database`. */
export function placeOf(url: string): Place {
  if (!/^postgres(ql)?:\/\//.test(url)) throw noAddress();
  try {
    const { host, port, database = '', user = '' } = new pg.Client({ connectionString: url });
    return { server: host.startsWith('/') ? host : `${host}:${port}`, database, user };
  } catch {
    throw noAddress();
  }
}

function noAddress(): Failure {
  return new Failure(
    'unavailable',
    'NAHTLOS_STORE cannot be read. Write it as postgres://USER@HOST:PORT/DATABASE, and what is special in a name as % and two digits.',
  );
}
