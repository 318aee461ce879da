import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readServerFile } from './server-file.js';

/** A server in a process of its own, as a data centre runs it. */
export interface ServerProcess {
  url: string;
  pid: number;
  operatorKey: string;
  /** Resolves when it is gone, for whatever reason. */
  ended: Promise<void>;
  /** Ends it as an operator would, and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it as a power cut would: it gets no chance to tidy up. */
  kill(): Promise<void>;
}

/**
 * Starts a program such as `dist/apps/standalone/main.js` on a free port and waits until it accepts requests. Its
 * log goes to `server.log` in the data folder.
 *
 * @throws Error with what the program said when it refuses to start
 */
export async function startServerProcess(options: {
  program: string;
  dataFolder: string;
  settings?: Record<string, string>;
}): Promise<ServerProcess> {
  const log = openSync(join(options.dataFolder, 'server.log'), 'a');
  const child = spawn(process.execPath, [options.program], {
    stdio: ['ignore', log, 'pipe'],
    env: {
      ...process.env,
      NAHTLOS_PORT: '0',
      NAHTLOS_DATA: options.dataFolder,
      ...options.settings,
    },
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
  });
  // It does not outlive the program that started it, however that one ends.
  const follow = () => child.kill('SIGTERM');
  process.once('exit', follow);
  const ended = once(child, 'exit').then(() => void process.off('exit', follow));
  const server = await running(child, options.dataFolder);
  if (server === undefined) throw new Error(`The server did not start:\n${said}`);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return { ...server, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

async function running(child: ChildProcess, dataFolder: string) {
  while (child.exitCode === null && child.signalCode === null) {
    const server = readServerFile(dataFolder);
    if (server?.pid === child.pid) return server;
    await setTimeout(20);
  }
  return undefined;
}
