import { createHmac } from 'node:crypto';
import { UnusableDestination } from '../unusable-destination.js';

const PREFIX = 'whsec_';

/** The bytes of a secret after Standard Webhooks: 24 to 64 bytes in base64, `whsec_` before it. */
export function signingKey(secret: string): Buffer {
  const encoded = secret.trim();
  const key = Buffer.from(encoded.slice(PREFIX.length), 'base64');
  const wellFormed =
    encoded.startsWith(PREFIX) && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded.slice(PREFIX.length));
  if (!wellFormed || key.length < 24 || key.length > 64) {
    throw new UnusableDestination(
      'The signing secret must be whsec_ and 24 to 64 bytes in base64, as `openssl rand -base64 32` makes them.',
    );
  }
  return key;
}

/**
 * The headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.content`. `timestamp` counts seconds
 * since 1970 and belongs to the attempt; the id is the same on all attempts.
 * `content` is the body; in a multipart body, which streams, it is the part `checksums`, whose lines bind the
 * XML and every attachment by SHA-512. Each key signs, so that a receiver may change from one to the next at any time.
 */
export function signatureHeaders(
  keys: readonly Buffer[],
  id: string,
  timestamp: number,
  content: Uint8Array,
): Record<string, string> {
  if (keys.length === 0) return {};
  const signatures = keys.map((key) =>
    createHmac('sha256', key).update(`${id}.${timestamp}.`).update(content).digest('base64'),
  );
  return { 'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' ') };
}
