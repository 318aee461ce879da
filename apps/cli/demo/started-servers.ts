import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Failure } from '#domain';
import { namedServers, type ServersUnderDemo } from './servers-under-demo.js';

const LAST_LINE = 'NAHTLOS_KAFKA_BROKERS';

/**
 * Runs the program of `npm run servers` and takes the servers that it names. A signal from the terminal does not reach
 * it, so that the services, which need its servers to end in good order, end before.
 *
 * @throws Failure with what that program says is missing
 */
export async function startedServers(program: string): Promise<ServersUnderDemo> {
  if (!existsSync(program)) {
    throw new Failure(
      'unavailable',
      'There are no servers to start here: name yours with NAHTLOS_STORE and NAHTLOS_KAFKA_BROKERS.',
    );
  }
  const [command, ...words] = tiedToThisProcess(process.execPath, program);
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  const exited = once(child, 'exit').finally(() => process.off('exit', end));
  let complained = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained += text;
  });
  const named: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    named[name] = value;
    if (name === LAST_LINE) break;
  }
  const servers = namedServers(named);
  if (servers === undefined) {
    await exited;
    throw new Failure(
      'unavailable',
      `The servers did not start. Where they run already, name them with NAHTLOS_STORE and NAHTLOS_KAFKA_BROKERS.\n${complained.trim()}`,
    );
  }
  const stop = async () => {
    end();
    await exited;
  };
  return { ...servers, stop };
}

/** Where the system can, it ends with this process even where this one is killed. */
function tiedToThisProcess(...command: [string, ...string[]]): [string, ...string[]] {
  return process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'TERM', ...command] : command;
}
