import type { TransportDescriptor } from '#domain';
import type { ClientEntry, Entry } from '../entries.js';
import { checkRetry, checkSettings } from './destinations.js';

/** Webhooks of clients against what the transport that carries them needs. */
export function checkWebhooks(
  clients: readonly Entry<ClientEntry>[],
  transports: readonly TransportDescriptor[],
): void {
  const descriptor = transports.find(({ type }) => type === 'https');
  if (descriptor === undefined) return;
  for (const { source, path, value } of clients) {
    const { webhook } = value;
    if (typeof webhook !== 'object' || webhook === null) continue;
    const { concurrency: _, retry, breaker: _breaker, ...settings } = webhook;
    const entry = { source, path: [...path, 'webhook'] };
    checkRetry({ ...entry, value: { retry } });
    checkSettings(entry, descriptor, settings, []);
  }
}
