import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { PlatformWebhook } from './platform-webhook.js';

const SECRET = 'webhook-secret';

/** Enters the webhook at the clients of a landscape, with its secret in a file beside them. */
export async function nameWebhook(
  landscape: string,
  { url, secret }: PlatformWebhook,
): Promise<void> {
  await writeFile(join(landscape, SECRET), secret, { mode: 0o600 });
  const file = join(landscape, 'clients.yaml');
  const { clients } = parse(await readFile(file, 'utf8')) as { clients: object[] };
  const webhook = { url, secret: `file:${SECRET}` };
  await writeFile(file, stringify({ clients: clients.map((client) => ({ ...client, webhook })) }));
}
