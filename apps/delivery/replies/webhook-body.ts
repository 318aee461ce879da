import { replyView } from '#domain';
import { replyIn } from './queued-reply.js';

/**
 * What is posted to an online service: a payload after Standard Webhooks 1.0 (type, timestamp, data), the same bytes
 * on every attempt. Documents are fetched by their addresses.
 */
export function webhookBody(value: Uint8Array): Buffer {
  const reply = replyIn(value);
  return Buffer.from(
    JSON.stringify({ type: `reply.${reply.kind}`, timestamp: reply.at, data: replyView(reply) }),
  );
}
