import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const SECONDS_TO_ANSWER = 120;

/** A server of others in a process of its own. Its output goes to a log file. */
export interface Program {
  pid: number;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal, if it still runs, and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface ProgramOptions {
  name: string;
  command: readonly [string, ...string[]];
  logFile: string;
  /** Throws as long as it does not answer. */
  probe: () => Promise<void>;
}

/**
 * Starts it and waits until it answers. A signal from the terminal does not reach it, so that whoever started it
 * decides on the order of the end; but it does not outlive that process, however that one ends.
 *
 * @throws Error with the end of its log where it ends instead of answering
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const [command, ...words] = tiedToThisProcess(options.command);
  const log = openSync(options.logFile, 'a');
  const child = spawn(command, words, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const follow = () => child.kill('SIGKILL');
  process.once('exit', follow);
  const exited = once(child, 'exit').finally(() => process.off('exit', follow));
  exited.catch(() => undefined);
  try {
    await answering(child, options);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    signal: (signal) => child.kill(signal),
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}

function tiedToThisProcess(command: readonly [string, ...string[]]): [string, ...string[]] {
  return process.platform === 'linux'
    ? ['setpriv', '--pdeathsig', 'KILL', ...command]
    : [...command];
}

async function answering(child: ChildProcess, options: ProgramOptions): Promise<void> {
  const { name, logFile, probe } = options;
  const limit = Date.now() + SECONDS_TO_ANSWER * 1000;
  while (child.exitCode === null && child.signalCode === null && Date.now() < limit) {
    try {
      return await probe();
    } catch {
      await setTimeout(100);
    }
  }
  const said = readFileSync(logFile, 'utf8').slice(-4000);
  throw new Error(`${name} did not start. The end of its log, ${logFile}:\n${said}`);
}
