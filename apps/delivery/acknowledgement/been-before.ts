import { v5 } from 'uuid';
import { HEADERS, MESSAGE_NAMESPACE, messageName } from '#domain';
import { targetIn } from '../moves/lane.js';
import type { Tables } from '../queue/positional.js';

/** One that was corrected more often is looked at no further back. */
const MOST = 50;

/** The destinations that a message of a submission was at, under the ids that it had before and has now. */
export async function beenBefore(
  tables: Tables,
  {
    submissionId,
    headers,
    destination,
  }: { submissionId: string; headers: Record<string, string>; destination: string },
): Promise<string[]> {
  const revision = Math.min(Number(headers[HEADERS.revision] ?? 0), MOST);
  const ids = Array.from({ length: revision + 1 }, (_, number) =>
    v5(messageName(submissionId, targetIn(headers), number), MESSAGE_NAMESPACE),
  );
  const rows = await tables
    .selectFrom('delivery')
    .select('destination')
    .where('message_id', 'in', ids)
    .execute();
  return [destination, ...rows.map((row) => row.destination)];
}
