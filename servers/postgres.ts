import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { keptPorts } from './kept-ports.js';
import { asAccount, handToAccount } from './postgres/account.js';
import { postgresBinaries } from './postgres/binaries.js';
import { childrenOf, killAll } from './postgres/child-processes.js';
import { createDatabase } from './postgres/create-database.js';
import { startProgram } from './program.js';
import { runTool } from './run-tool.js';

/** A PostgreSQL server on loopback that syncs every commit. */
export interface PostgresServer {
  /** Of the process that runs now. */
  pid(): number;
  /** The database that every server has; for a database to work in see `createDatabase`. */
  url: string;
  /** Makes a database and gives its address. One that is there already under this name stays as it is. */
  createDatabase(name?: string): Promise<string>;
  /** Ends connections and server in good order. */
  stop(): Promise<void>;
  /** Ends all its processes as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill`, on the same port and data. */
  start(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts PostgreSQL on the folder, with the data that it left there, and waits until it answers. */
export async function startPostgres(options: { folder: string }): Promise<PostgresServer> {
  const folder = resolve(options.folder);
  const data = join(folder, 'data');
  const binaries = await postgresBinaries();
  if (binaries === undefined) throw new Error('There is no initdb: install postgresql.');
  await mkdir(folder, { recursive: true });
  const [port] = await keptPorts(folder, 1);
  await handToAccount(folder);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    const cluster = ['--pgdata', data, '--username', 'nahtlos', '--auth', 'trust'];
    const texts = ['--encoding', 'UTF8', '--locale', 'C.UTF-8'];
    await runTool(asAccount([join(binaries, 'initdb'), ...cluster, ...texts]));
  }

  const url = `postgres://nahtlos@127.0.0.1:${port}/postgres`;
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
  ];
  const run = () =>
    startProgram({
      name: 'PostgreSQL',
      command: asAccount([
        join(binaries, 'postgres'),
        '-D',
        data,
        ...settings.flatMap((setting) => ['-c', setting]),
      ]),
      logFile: join(folder, 'server.log'),
      probe: () => answers(url),
    });
  let program = await run();
  const start = async () => {
    program = await run();
  };
  const stop = () => program.end('SIGINT');
  return {
    pid: () => program.pid,
    url,
    createDatabase: (name) => createDatabase(url, name),
    stop,
    kill: async () => {
      program.signal('SIGSTOP');
      const children = childrenOf(program.pid);
      await program.end('SIGKILL');
      await killAll(children);
    },
    start,
    restart: async () => {
      await stop();
      await start();
    },
  };
}

async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}
