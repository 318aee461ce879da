import { join } from 'node:path';
import { projectFolder, startServerProcess } from '#runtime';
import { ask } from './ask.js';
import { DEMO_KEYS_WORK, type DemoFolders, type DemoInstallation } from './demo-installation.js';
import { ownConfiguration } from './own-configuration.js';
import { shown } from './shown.js';

/** Servers that the shell was told of stay out of it. */
const EMBEDDED = { NAHTLOS_LOG: 'embedded', NAHTLOS_STORE: '', NAHTLOS_KAFKA_BROKERS: '' };

/** Starts Nahtlos in one process on an empty data folder, with a configuration of its own to change. */
export async function standaloneInstallation(
  folders: DemoFolders,
  say: (line: string) => void,
): Promise<DemoInstallation> {
  const data = shown(folders.data);
  say(`Starting Nahtlos on ${data} ...`);
  const own = await ownConfiguration(folders);
  const server = await startServerProcess({
    program: join(projectFolder(), 'dist/apps/standalone/main.js'),
    dataFolder: folders.data,
    settings: {
      ...EMBEDDED,
      ...DEMO_KEYS_WORK,
      NAHTLOS_LANDSCAPE: own.landscape,
      NAHTLOS_PACKAGES: own.packages,
    },
  }).catch(async (cause) => {
    await own.webhook.close();
    throw cause;
  });
  const console = { url: server.url, key: server.operatorKey };
  return {
    intake: { url: server.url, key: 'demo-key' },
    console,
    out: join(folders.data, 'out'),
    own: {
      ...own,
      reload: async () => void (await ask(console, '/v1/reload', {})),
      caseSystems: server.url,
    },
    next: [
      `The messages lie in ${data}/out, the server's log is ${data}/server.log.`,
      'What to try next:',
      `  NAHTLOS_DATA=${data} npm run nahtlos -- dead-letters list`,
      `  NAHTLOS_DATA=${data} npm run nahtlos -- ledger`,
      `  NAHTLOS_DATA=${data} npm start`,
    ],
    stop: async () => {
      await server.stop();
      await own.webhook.close();
    },
  };
}
