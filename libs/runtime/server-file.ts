import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lies in the data folder while a server runs, readable by its owner alone: whoever may read the data may also
 * operate the server.
 */
export interface ServerFile {
  pid: number;
  url: string;
  /** A key with the role operator, made anew at each start. */
  operatorKey: string;
}

const NAME = 'server.json';

export function writeServerFile(dataFolder: string, server: ServerFile): void {
  const temporary = join(dataFolder, `.${NAME}.${server.pid}`);
  writeFileSync(temporary, `${JSON.stringify(server, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, join(dataFolder, NAME));
}

export function removeServerFile(dataFolder: string): void {
  rmSync(join(dataFolder, NAME), { force: true });
}

/** What the last server left; it need not run any more. */
export function readServerFile(dataFolder: string): ServerFile | undefined {
  try {
    return JSON.parse(readFileSync(join(dataFolder, NAME), 'utf8')) as ServerFile;
  } catch {
    return undefined;
  }
}
