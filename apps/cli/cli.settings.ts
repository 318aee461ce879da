import { readSettings } from '#settings';
import type { Terminal } from './command.js';

/** Where the installation lies, as the server is told. Its other settings are the server's own and not looked at. */
export async function installationFolders(
  env: Terminal['env'],
): Promise<{ data: string; landscape: string; packages: string }> {
  const { RUNTIME_SETTINGS } = await import('#runtime');
  const { data, landscape, packages } = RUNTIME_SETTINGS;
  const folders = { data, landscape, packages };
  const own = Object.fromEntries(
    Object.values(folders).map((setting) => [setting.env, env[setting.env]]),
  );
  return readSettings(folders, own);
}

/** Whether case systems can read the topics of the installation, as its server is told. */
export async function readableTopics(env: Terminal['env']): Promise<boolean> {
  const { RUNTIME_SETTINGS } = await import('#runtime');
  const { eventLog } = RUNTIME_SETTINGS;
  return readSettings({ eventLog }, { [eventLog.env]: env[eventLog.env] }).eventLog === 'kafka';
}
