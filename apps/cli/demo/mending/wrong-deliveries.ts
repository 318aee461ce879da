import { askUntil } from '../ask.js';
import type { Door } from '../demo-installation.js';
import type { SentCase } from './dog-owners.js';

interface View {
  reference: string;
  status: string;
  messages: { messageId: string }[];
  timeline: { at: string; event: string }[];
}

/** Waits for each case, and says what was not delivered, or twice, or before what was sent earlier. */
export async function wrongDeliveries(intake: Door, cases: readonly SentCase[]): Promise<string[]> {
  const wrong: string[] = [];
  const ids = new Set<string>();
  for (const { application, supplement } of cases) {
    let before = '';
    for (const submissionId of [application, ...(supplement === undefined ? [] : [supplement])]) {
      const view = await askUntil(intake, `/v1/submissions/${submissionId}`, (seen: View) =>
        seen.status === 'delivered' ? seen : undefined,
      );
      if (view === undefined) return [...wrong, `${submissionId} was not delivered`];
      const times = view.timeline.filter(({ event }) => event === 'delivered').map(({ at }) => at);
      const { reference, messages } = view;
      if (times.length !== 1) wrong.push(`${reference} was delivered ${times.length} times`);
      if ((times[0] ?? '') < before) wrong.push(`${reference} overtook what was sent before it`);
      before = times[0] ?? '';
      for (const { messageId } of messages) {
        if (ids.has(messageId)) wrong.push(`${reference} has the message id of another`);
        ids.add(messageId);
      }
    }
  }
  return wrong;
}
