import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder, startServerProcess } from '#runtime';
import { DEMO_KEYS_WORK, type DemoFolders, type DemoInstallation } from './demo-installation.js';
import { shown } from './shown.js';
import { nameWebhook } from './way-back/name-webhook.js';
import { PlatformWebhook } from './way-back/platform-webhook.js';

/** Servers that the shell was told of stay out of it. */
const EMBEDDED = { NAHTLOS_LOG: 'embedded', NAHTLOS_STORE: '', NAHTLOS_KAFKA_BROKERS: '' };

/** Starts Nahtlos in one process on an empty data folder, with a configuration of its own to change. */
export async function standaloneInstallation(
  folders: DemoFolders,
  say: (line: string) => void,
): Promise<DemoInstallation> {
  const data = shown(folders.data);
  say(`Starting Nahtlos on ${data} ...`);
  const landscape = join(folders.data, 'configuration/landscape');
  const packages = join(folders.data, 'configuration/packages');
  await cp(folders.landscape, landscape, { recursive: true });
  await cp(folders.packages, packages, { recursive: true });
  const webhook = await PlatformWebhook.open();
  await nameWebhook(landscape, webhook);
  const server = await startServerProcess({
    program: join(projectFolder(), 'dist/apps/standalone/main.js'),
    dataFolder: folders.data,
    settings: {
      ...EMBEDDED,
      ...DEMO_KEYS_WORK,
      NAHTLOS_LANDSCAPE: landscape,
      NAHTLOS_PACKAGES: packages,
    },
  });
  return {
    intake: { url: server.url, key: 'demo-key' },
    console: { url: server.url, key: server.operatorKey },
    out: join(folders.data, 'out'),
    own: { packages, landscape, webhook },
    next: [
      `The messages lie in ${data}/out, the server's log is ${data}/server.log.`,
      'What to try next:',
      `  NAHTLOS_DATA=${data} npm run nahtlos -- dead-letters list`,
      `  NAHTLOS_DATA=${data} npm run nahtlos -- ledger`,
      `  NAHTLOS_DATA=${data} npm start`,
    ],
    stop: async () => {
      await server.stop();
      await webhook.close();
    },
  };
}
