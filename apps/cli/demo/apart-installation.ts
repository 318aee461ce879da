import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { installApart, SERVICES, type ServerProcess, storeAddress } from '#runtime';
import { DEMO_KEYS_WORK, type DemoFolders, type DemoInstallation } from './demo-installation.js';
import { ownConfiguration } from './own-configuration.js';
import { ownDatabase } from './own-database.js';
import type { ServersUnderDemo } from './servers-under-demo.js';
import { shown } from './shown.js';

const PARTITIONS = 3;
const RELOAD_PAUSE = 100;
const RELOAD_TRIES = 600;

/**
 * Starts the four services in processes of their own, on a database and topics that nobody else uses. Both are left
 * on the servers.
 */
export async function apartInstallation(
  folders: DemoFolders,
  openServers: () => Promise<ServersUnderDemo>,
  say: (line: string) => void,
): Promise<DemoInstallation> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const servers = await openServers();
    ends.push(() => servers.stop());
    const { store, settings, prefix } = await placesOn(servers, folders.data);
    say(`Creating the topics ${prefix}* and the database ${basename(store)} ...`);
    const own = await ownConfiguration(folders);
    ends.push(() => own.webhook.close());
    const apart = await installApart({
      folder: folders.data,
      store,
      brokers: servers.brokers,
      prefix,
      partitions: PARTITIONS,
      settings: {
        ...settings,
        ...DEMO_KEYS_WORK,
        NAHTLOS_LANDSCAPE: own.landscape,
        NAHTLOS_PACKAGES: own.packages,
      },
    });
    await writeShellFile(join(folders.data, 'settings.sh'), apart.settings);
    say(`Starting ${SERVICES.join(', ')} on ${shown(folders.data)} ...`);
    const started = await Promise.allSettled(SERVICES.map((service) => apart.start(service)));
    const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    ends.push(async () => {
      await Promise.all(running.map((server) => server.stop()));
    });
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    const [intake, , delivery, console] = running as [
      ServerProcess,
      unknown,
      ServerProcess,
      ServerProcess,
    ];
    return {
      intake: { url: intake.url, key: 'demo-key' },
      console: { url: console.url, key: console.operatorKey },
      out: join(folders.data, 'delivery', 'out'),
      own: { ...own, reload: () => reloaded(folders.data), caseSystems: delivery.url },
      next: whatNext(shown(folders.data)),
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** A database and topics that nobody else uses, named after the data folder. */
async function placesOn(servers: ServersUnderDemo, data: string) {
  const name = basename(data).toLowerCase();
  const { NAHTLOS_STORE: _store, NAHTLOS_KAFKA_BROKERS: _brokers, ...settings } = servers.variables;
  const passwordFile = settings.NAHTLOS_STORE_PASSWORD_FILE ?? null;
  const database = `nahtlos_${name.replace(/\W/g, '_')}`;
  await ownDatabase(await storeAddress(servers.store, passwordFile), database);
  const own = new URL(servers.store);
  own.pathname = `/${database}`;
  return { store: own.href, settings, prefix: `${name}.` };
}

/** Lets a shell start the services again: `.` reads it. */
async function writeShellFile(file: string, settings: Readonly<Record<string, string>>) {
  const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries(settings).map(
    ([name, value]) => `export ${name}=${quoted(value)}\n`,
  );
  await writeFile(file, lines.join(''), { mode: 0o600 });
}

function whatNext(data: string): string[] {
  return [
    `The messages lie in ${data}/delivery/out, the log of each service is ${data}/<service>/server.log.`,
    'What to try next, while the servers run (npm run servers starts them again):',
    `  . ${data}/settings.sh`,
    `  NAHTLOS_DATA=${data}/console node dist/apps/console/main.js &`,
    `  NAHTLOS_DATA=${data}/console npm run nahtlos -- dead-letters list`,
    `  NAHTLOS_DATA=${data}/console npm run nahtlos -- ledger`,
  ];
}

/** Each service looks for changes by itself, and says in its log what it has taken. */
async function reloaded(data: string): Promise<void> {
  const times = () =>
    Promise.all(
      SERVICES.map(async (service) => {
        const log = await readFile(join(data, service, 'server.log'), 'utf8');
        return log.split('Landscape and packages were reloaded').length;
      }),
    );
  const before = await times();
  for (let tries = 0; tries < RELOAD_TRIES; tries += 1) {
    await setTimeout(RELOAD_PAUSE);
    const now = await times();
    if (now.every((count, at) => count > (before[at] ?? 0))) return;
  }
  throw new Error('The services did not take the changed packages. Their logs say why.');
}
