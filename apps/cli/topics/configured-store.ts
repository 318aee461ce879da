import { readSettings } from '#settings';
import type { Store } from '#store';
import type { Terminal } from '../command.js';

/** Opens the database that the settings name, as the services do. */
export async function configuredStore(env: Terminal['env']): Promise<Store> {
  const { openStore, RUNTIME_SETTINGS } = await import('#runtime');
  const { data, store, storePasswordFile, storeConnections } = RUNTIME_SETTINGS;
  const settings = { data, store, storePasswordFile, storeConnections };
  const own = Object.fromEntries(
    Object.values(settings).map((setting) => [setting.env, env[setting.env]]),
  );
  return openStore(readSettings(settings, own));
}
