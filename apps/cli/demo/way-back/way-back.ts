import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { DemoResult } from '../demo-client.js';
import type { DemoInstallation, Door, OwnConfiguration } from '../demo-installation.js';
import { decide } from './decide.js';
import type { PlatformWebhook, PushedReply } from './platform-webhook.js';

/** Whose application is decided. */
const REFERENCE = 'AFM-2026-000401';
const DOCUMENT = 'replies/steuerbescheid-newel.pdf';
const TEXT = 'Ihr Hund ist zur Hundesteuer angemeldet. Der Bescheid liegt bei.';
const FILE_NUMBER = '2-22-9633/2026';
const PAUSE_MILLISECONDS = 25;
const PATIENCE_MILLISECONDS = 30_000;

/**
 * The case system decides about an application, and the decision comes to the online service with its document.
 * Returns what is not as it should be, as sentences.
 */
export async function playWayBack(
  { intake }: Pick<DemoInstallation, 'intake'>,
  own: Pick<OwnConfiguration, 'landscape' | 'webhook' | 'caseSystems'>,
  results: readonly DemoResult[],
  say: (line: string) => void,
): Promise<string[]> {
  const decided = results.find(({ sent }) => sent.body.reference === REFERENCE);
  const messageId = decided?.view?.messages[0]?.messageId;
  if (messageId === undefined) return [`${REFERENCE} has no message to reply to`];
  say(`\nThe case system decides about ${REFERENCE}, with a document.`);
  const sha512 = await decide(own.caseSystems, messageId, {
    reference: 'bescheid-1',
    text: TEXT,
    fileNumber: FILE_NUMBER,
    document: join(own.landscape, DOCUMENT),
  });
  const reply = await pushed(own.webhook);
  if (reply === undefined)
    return ['the decision did not come to the webhook of the online service'];
  const [document] = reply.documents;
  if (document === undefined) return ['the decision came without its document'];
  const came = await sha512At(intake, document.url);
  if (came !== sha512 || reply.text !== TEXT) return ['the decision did not come as it was sent'];
  say(
    `The online service has it by its webhook: ${reply.outcome}, file number ${reply.fileNumber}, with ${document.name}, byte for byte.`,
  );
  return [];
}

async function pushed(webhook: PlatformWebhook): Promise<PushedReply | undefined> {
  for (const begin = performance.now(); ; await setTimeout(PAUSE_MILLISECONDS)) {
    const reply = webhook.replies.find(
      ({ kind, submissionReference }) => kind === 'decision' && submissionReference === REFERENCE,
    );
    if (reply !== undefined || performance.now() - begin > PATIENCE_MILLISECONDS) return reply;
  }
}

async function sha512At({ url, key }: Door, path: string): Promise<string> {
  const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${key}` } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return createHash('sha512').update(bytes).digest('hex');
}
