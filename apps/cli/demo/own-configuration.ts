import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoFolders, OwnConfiguration } from './demo-installation.js';
import { nameWebhook } from './way-back/name-webhook.js';
import { PlatformWebhook } from './way-back/platform-webhook.js';

/** A copy of packages and landscape in the demo's own folder, with a webhook for its online service. */
export async function ownConfiguration(
  folders: DemoFolders,
): Promise<Omit<OwnConfiguration, 'reload' | 'caseSystems'>> {
  const landscape = join(folders.data, 'configuration/landscape');
  const packages = join(folders.data, 'configuration/packages');
  await cp(folders.landscape, landscape, { recursive: true });
  await cp(folders.packages, packages, { recursive: true });
  const webhook = await PlatformWebhook.open();
  await nameWebhook(landscape, webhook);
  return { landscape, packages, webhook };
}
