import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { Failure, type Retention } from '#domain';
import { installationFolders } from '../cli.settings.js';
import type { Terminal } from '../command.js';
import type { OperatorDesk } from './operator-desk.js';
import { type RunningServer, ServerDesk } from './server-desk.js';

const PATIENCE_MILLISECONDS = 3_000;

/** Options of every command that works on an installation. */
export const DESK_OPTIONS = {
  data: { value: 'DIR', description: 'the data folder; NAHTLOS_DATA or ./data where absent' },
  as: {
    value: 'NAME',
    description: 'who acts, for the journal; the user of the system where absent',
  },
} as const;

interface DeskOptions {
  data: string | undefined;
  as: string | undefined;
}

/** The desk of the server beside which the command runs, or of the store itself where none runs. */
export async function withDesk<T>(
  options: DeskOptions,
  terminal: Terminal,
  work: (desk: OperatorDesk) => Promise<T>,
): Promise<T> {
  const desk = await openDesk(options, terminal);
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}

async function openDesk(options: DeskOptions, terminal: Terminal): Promise<OperatorDesk> {
  const dataFolder = await dataFolderOf(options, terminal);
  const operator = operatorOf(options);
  const server = await runningServer(dataFolder);
  if (server !== undefined) return new ServerDesk(server, operator);
  // Loaded only here: most calls find a server and need no database.
  const { openStoreDesk } = await import('./store-desk.js');
  try {
    return await openStoreDesk(dataFolder, operator, () => retentionInForce(terminal));
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'unavailable') throw cause;
    throw new Failure(
      'unavailable',
      `A Nahtlos process holds the data folder ${dataFolder}, but no server answers there. It may be just starting or stopping: try again in a moment.`,
      { cause },
    );
  }
}

/** The server on a data folder, for what only a server can do. */
export async function serverDesk(options: DeskOptions, terminal: Terminal): Promise<ServerDesk> {
  const dataFolder = await dataFolderOf(options, terminal);
  const server = await runningServer(dataFolder);
  if (server !== undefined) return new ServerDesk(server, operatorOf(options));
  throw new Failure(
    'unavailable',
    `No server runs on the data folder ${dataFolder}. It takes landscape and packages as they are when it starts.`,
  );
}

/**
 * The server on the data folder, if it answers to the key that lies there: what a killed server left behind may name
 * an address at which somebody else listens by now.
 */
export async function runningServer(dataFolder: string): Promise<RunningServer | undefined> {
  const { readServerFile } = await import('#runtime');
  const server = readServerFile(dataFolder);
  if (server === undefined) return undefined;
  const answer = await fetch(`${server.url}/v1/dead-letters?limit=1`, {
    headers: { authorization: `Bearer ${server.operatorKey}` },
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true ? server : undefined;
}

async function dataFolderOf(options: DeskOptions, terminal: Terminal): Promise<string> {
  return options.data === undefined
    ? (await installationFolders(terminal.env)).data
    : resolve(options.data);
}

/** As the landscape has it that a server would take. */
async function retentionInForce(terminal: Terminal): Promise<Retention> {
  const folders = await installationFolders(terminal.env);
  const [{ loadPackages }, { loadLandscape }, { TRANSPORTS }] = await Promise.all([
    import('#packages'),
    import('#landscape'),
    import('#destinations'),
  ]);
  const packages = await loadPackages(folders.packages);
  try {
    const facts = { transports: TRANSPORTS, services: packages };
    return (await loadLandscape(folders.landscape, facts)).retention;
  } finally {
    packages.close();
  }
}

function operatorOf({ as }: DeskOptions): string {
  if (as === undefined) return userInfo().username;
  if (as.trim() === '') throw new Failure('invalid', 'An operator has a name: --as is empty.');
  return as;
}
