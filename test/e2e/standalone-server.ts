import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll } from '@jest/globals';
import { readServerFile } from '#runtime';

/** A server whose whole output can be read, and whose exit can be judged. */
export interface RunningServer {
  url: string;
  pid: number;
  operatorKey: string;
  data: string;
  /** Everything it has written so far. */
  output(): string;
  /** Asks it to stop, and tells how it ended. */
  stop(): Promise<Ended>;
  kill(): Promise<Ended>;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const children = new Set<ChildProcess>();
const folders: string[] = [];

afterAll(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that lives as long as the tests of a file. */
export function folderForAll(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-e2e-'));
  folders.push(folder);
  return folder;
}

/** Starts the built standalone server and waits until it accepts requests. */
export async function startStandalone(
  data: string,
  settings: Record<string, string> = {},
): Promise<RunningServer> {
  const program = run(resolve('dist/apps/standalone/main.js'), [], {
    NAHTLOS_PORT: '0',
    NAHTLOS_DATA: data,
    ...settings,
  });
  const { child, ended } = program;
  while (child.exitCode === null && child.signalCode === null) {
    const server = readServerFile(data);
    if (server !== undefined && server.pid === child.pid) {
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal);
        return ended;
      };
      return {
        ...server,
        data,
        output: program.output,
        stop: () => end('SIGTERM'),
        kill: () => end('SIGKILL'),
      };
    }
    await setTimeout(20);
  }
  throw new Error(`The server did not start:\n${program.output()}`);
}

/** Starts the standalone server, which is expected to refuse. */
export function refusedStart(settings: Record<string, string>) {
  return finished(resolve('dist/apps/standalone/main.js'), [], { NAHTLOS_PORT: '0', ...settings });
}

/** A call of `nahtlos` in a process of its own. */
export function nahtlos(data: string, words: string[], settings: Record<string, string> = {}) {
  return finished(resolve('dist/apps/cli/main.js'), words, { NAHTLOS_DATA: data, ...settings });
}

async function finished(program: string, words: string[], settings: Record<string, string>) {
  const { ended, output } = run(program, words, settings);
  const { code } = await ended;
  return { code, output: output() };
}

function run(program: string, words: string[], settings: Record<string, string>) {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...settings },
  });
  children.add(child);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const ended: Promise<Ended> = once(child, 'close').then(([code, signal]) => {
    children.delete(child);
    return { code, signal };
  });
  return { child, ended, output: () => said.join('') };
}

/** What apps make or take besides attachments lies in folders of their own. */
const OTHER_BLOBS = /\/blobs\/(replies|summaries)\b/;

/** The files of attachments, finished or not. */
export function blobFiles(data: string): string[] {
  const root = join(data, 'blobs');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !OTHER_BLOBS.test(entry.parentPath))
    .map((entry) => entry.name);
}

/** The messages that lie at a destination of the demo landscape, by name. */
export function messagesAt(data: string, destination: string): string[] {
  const folder = join(data, 'out', destination);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.xml'));
}

/** Most memory that a process has had resident so far, in megabytes; undefined where the system does not tell. */
export function peakMemory(pid: number): number | undefined {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? undefined : Number(found[1]) / 1000;
  } catch {
    return undefined;
  }
}
