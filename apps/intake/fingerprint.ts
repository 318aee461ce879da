import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Posted } from './check-envelope.js';

/**
 * Tells whether a submission under a known reference is the same one again: HMAC-SHA256 over its canonical JSON
 * (RFC 8785), which contains the hashes of the attachments. Without `submittedAt`, which a client may set anew
 * when it tries again. Keyed, so that what stays after the purge says nothing about the content.
 */
export function fingerprint(posted: Posted, key: Buffer): Buffer {
  const { submittedAt: _, ...content } = posted;
  return createHmac('sha256', key)
    .update(canonicalize(content) ?? '')
    .digest();
}
