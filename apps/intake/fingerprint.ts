import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Posted } from './check-envelope.js';

/** What is still known of an earlier submission: its body until the purge, then its fingerprint. */
export interface Remembered {
  body: Buffer | null;
  fingerprint: Buffer | null;
}

/**
 * Whether a submission under a known reference is the same one again: the same canonical JSON (RFC 8785), which
 * contains the hashes of the attachments. Without `submittedAt`, which a client may set anew when it tries again.
 */
export function isSameContent(
  known: Remembered,
  again: { posted: Posted; raw: Buffer },
  key: Buffer,
): boolean {
  if (known.body === null) {
    return known.fingerprint?.equals(fingerprint(again.posted, key)) ?? false;
  }
  return (
    known.body.equals(again.raw) ||
    canonical(JSON.parse(known.body.toString()) as Posted) === canonical(again.posted)
  );
}

/**
 * What stays of the content when the body is purged: HMAC-SHA256, keyed so that it says nothing to anybody else.
 * Made at the purge and not at the acceptance, where it would cost as much as reading the body.
 */
export function fingerprint(posted: Posted, key: Buffer): Buffer {
  return createHmac('sha256', key).update(canonical(posted)).digest();
}

function canonical(posted: Posted): string {
  const { submittedAt: _, ...content } = posted;
  return canonicalize(content) as string;
}
