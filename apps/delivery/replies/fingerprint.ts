import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PostedReply } from '#domain';

/**
 * What stays of a reply to tell a repetition from other content: over the canonical JSON (RFC 8785), which contains
 * the hashes of the documents, and with the id of the reply, so that equal replies do not look equal.
 */
export function fingerprint(replyId: string, posted: PostedReply): Buffer {
  return createHmac('sha256', replyId)
    .update(canonicalize(posted) as string)
    .digest();
}
