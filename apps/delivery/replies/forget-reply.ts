import type { Tables } from '../queue/positional.js';

/**
 * Deletes what replies say from the queue once nobody is to get them from there any more: intake keeps them for whoever
 * fetches, until they are purged.
 */
export async function forgetReplies(tables: Tables, deliveryIds: readonly number[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await tables.deleteFrom('delivery_payload').where('delivery_id', 'in', deliveryIds).execute();
}
