import type pg from 'pg';
import { Failure } from '#domain';
import { codeOf, databaseFailure } from './database-failure.js';
import type { Place } from './place.js';

const OLDEST = 15;

interface Session {
  version: number;
  encoding: string;
  fsync: string;
  synchronous_commit: string;
  standby: boolean;
  may_create: boolean | null;
}

const FACTS = `select current_setting('server_version_num')::int as version,
  current_setting('server_encoding') as encoding,
  current_setting('fsync') as fsync,
  current_setting('synchronous_commit') as synchronous_commit,
  pg_is_in_recovery() as standby,
  has_schema_privilege(current_schema(), 'create') as may_create`;

/**
 * Refuses a session that would not keep the promises. Settings differ by role and database, so that each session is
 * asked; nothing is set for it.
 */
export async function checkSession(client: pg.ClientBase, place: Place): Promise<void> {
  const { rows } = await client.query<Session>(FACTS);
  const mistake = mistakeOf(rows[0] as Session, place);
  if (mistake !== undefined) throw new Failure('unavailable', mistake);
}

function mistakeOf(session: Session, { server, database, user }: Place): string | undefined {
  if (session.version < OLDEST * 10_000) {
    const version = Math.floor(session.version / 10_000);
    return `The server at ${server} is PostgreSQL ${version}. Nahtlos needs ${OLDEST} or newer: upgrade it.`;
  }
  if (session.encoding !== 'UTF8') {
    return `The database ${database} at ${server} has the encoding ${session.encoding}. Create one with UTF8: createdb --encoding=UTF8 --template=template0 <name>.`;
  }
  if (session.fsync === 'off') {
    return `The server at ${server} runs with fsync off and would lose what was accepted. Set fsync = on in postgresql.conf and restart it.`;
  }
  if (session.synchronous_commit === 'off') {
    return `synchronous_commit is off for ${user} in the database ${database} at ${server}, and what was accepted could be lost. Set it on: in postgresql.conf, or with alter role or alter database where it was set there.`;
  }
  if (session.standby) {
    return `The server at ${server} is a standby and takes no writes. Give the address of the primary in NAHTLOS_STORE.`;
  }
  if (session.may_create !== true) {
    return `${user} may not create tables in the database ${database} at ${server}. Make it the owner: alter database "${database}" owner to "${user}".`;
  }
  return undefined;
}

/** Why no session could be opened, as one sentence for whoever starts Nahtlos. */
export function openingFailure(thrown: unknown, { server, database, user }: Place): unknown {
  const code = codeOf(thrown instanceof Failure ? thrown.cause : thrown);
  const detail = () => {
    switch (code) {
      case '28P01':
      case '28000':
        return `The server at ${server} refuses the user ${user}. Correct user and password (NAHTLOS_STORE, NAHTLOS_STORE_PASSWORD_FILE), or let the user in with pg_hba.conf.`;
      case '3D000':
        return `There is no database ${database} at ${server}. Create it: createdb --encoding=UTF8 --template=template0 --owner=${user} ${database}.`;
      case '42501':
        return `The user ${user} may not connect to the database ${database} at ${server}. Allow it: grant connect on database "${database}" to "${user}".`;
      case '53300':
        return `The server at ${server} has no connection free. Raise max_connections, or lower NAHTLOS_STORE_CONNECTIONS of each process.`;
      default:
        return `No PostgreSQL server answers at ${server}${code === '' ? '' : ` (${code})`}. Start it, or correct NAHTLOS_STORE.`;
    }
  };
  if (thrown instanceof Failure && thrown.cause === undefined) return thrown;
  const failure = databaseFailure(thrown);
  if (!(failure instanceof Failure) && code !== '42501') return withoutPassword(failure);
  return new Failure('unavailable', detail(), { cause: thrown });
}

/** pg says it in its own words where a server wants a password and the address has none. */
function withoutPassword(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !/password must be a/.test(thrown.message)) return thrown;
  return new Failure(
    'unavailable',
    'The server wants a password. Name a file that holds it with NAHTLOS_STORE_PASSWORD_FILE.',
  );
}
