import { type Settings, SettingsError } from '#settings';
import { RUNTIME_SETTINGS } from './runtime.settings.js';

/**
 * The address before every path, without a slash at its end.
 *
 * @throws SettingsError where it is no address of a service
 */
export function publicUrlOf({
  publicUrl,
}: Pick<Settings<typeof RUNTIME_SETTINGS>, 'publicUrl'>): string | undefined {
  if (publicUrl === null) return undefined;
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const usable =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '');
  if (usable) return url.href.replace(/\/+$/, '');
  throw new SettingsError([
    {
      name: RUNTIME_SETTINGS.publicUrl.env,
      message: 'expected an address such as https://nahtlos.amt.example, without a query',
    },
  ]);
}
