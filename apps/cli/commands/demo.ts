import { join, resolve } from 'node:path';
import { defineCommand, type Terminal, WrongCall } from '../command.js';
import type { Reached } from '../demo/running-installation.js';
import { untilInterrupted } from '../demo/until-interrupted.js';

export const demo = defineCommand({
  name: 'demo',
  summary: 'Start Nahtlos on a fresh data folder and show it at work',
  description: [
    'Submits every example of the packages and some faulty ones, and says what became of each.',
    'With --servers, the services run in processes of their own on Kafka and PostgreSQL: those that NAHTLOS_KAFKA_BROKERS and NAHTLOS_STORE name, else it starts both.',
    'With --intake, nothing is started: an installation with the landscape of the demo runs already.',
  ],
  positionals: [],
  options: {
    servers: { description: 'on Kafka and PostgreSQL instead of the embedded store' },
    intake: { value: 'URL', description: 'intake of an installation that runs' },
    console: { value: 'URL', description: 'its console; the same address where absent' },
    'platform-key': { value: 'FILE', description: 'the key of an online service to it' },
    'operator-key': { value: 'FILE', description: 'the key of an operator to it' },
    out: { value: 'DIR', description: 'where its messages lie, to name their files' },
  },
  exits: { 0: 'all is as expected', 1: 'something is not' },
  run: async ({ options, terminal }) => {
    const reached = reachedBy(options);
    const { projectFolder } = await import('#runtime');
    const { runDemo } = await import('../demo/demo.js');
    const root = projectFolder();
    const folders = {
      packages: join(root, 'schemas'),
      landscape: join(root, 'landscape/demo'),
      data: resolve('data', `demo-${new Date().toISOString().replace(/[:.]/g, '-')}`),
    };
    const open = async () => {
      if (reached !== undefined) {
        const { runningInstallation } = await import('../demo/running-installation.js');
        return runningInstallation(reached);
      }
      if (options.servers) {
        const { apartInstallation } = await import('../demo/apart-installation.js');
        return apartInstallation(folders, () => servers(root, terminal), terminal.say);
      }
      const { standaloneInstallation } = await import('../demo/standalone-installation.js');
      return standaloneInstallation(folders, terminal.say);
    };
    return untilInterrupted((interrupted) => runDemo(folders, open, terminal.say, interrupted));
  },
});

async function servers(root: string, { env, say }: Terminal) {
  const { namedServers } = await import('../demo/servers-under-demo.js');
  const named = namedServers(env);
  if (named !== undefined) return named;
  say('Starting Kafka and PostgreSQL. The first time, Maven fetches Kafka ...');
  const { startedServers } = await import('../demo/started-servers.js');
  return startedServers(join(root, 'dist/servers/main.js'));
}

interface Given {
  servers: boolean;
  intake: string | undefined;
  console: string | undefined;
  'platform-key': string | undefined;
  'operator-key': string | undefined;
  out: string | undefined;
}

/** An installation is named with its keys or not at all. */
function reachedBy({ servers, intake, out, ...rest }: Given): Reached | undefined {
  const { console = intake, 'platform-key': platformKey, 'operator-key': operatorKey } = rest;
  if (intake === undefined) {
    const alone = Object.entries({ ...rest, out }).find(([, value]) => value !== undefined);
    if (alone !== undefined) throw new WrongCall(`--${alone[0]} goes with --intake only.`);
    return undefined;
  }
  if (servers) throw new WrongCall('Name --servers or --intake, not both.');
  if (platformKey === undefined) throw new WrongCall('--platform-key goes with --intake.');
  if (operatorKey === undefined) throw new WrongCall('--operator-key goes with --intake.');
  return { intake, console: console as string, platformKey, operatorKey, out };
}
