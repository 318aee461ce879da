import { parentPort } from 'node:worker_threads';
import { type SummaryContent, writeSummary } from '#summary';
import type { Written } from './summary-threads.js';

/** A thread that writes summaries: it answers one after the other, in the order in which it was asked. */
const port = parentPort!;
let turn: Promise<void> = Promise.resolve();

port.on('message', (content: SummaryContent) => {
  turn = turn.then(async () => {
    const written = await write(content);
    port.postMessage(written, 'bytes' in written ? [written.bytes.buffer] : []);
  });
});

async function write(content: SummaryContent): Promise<Written> {
  try {
    // A copy of its own: what is handed over must not lie in a buffer that others share.
    return { bytes: new Uint8Array(await writeSummary(content)) };
  } catch (thrown) {
    const { name, stack } = thrown instanceof Error ? thrown : new Error();
    return { failure: { name, place: placeIn(stack) } };
  }
}

/** Where it went wrong. The message of an error may quote what was to be written. */
function placeIn(stack = ''): string {
  return /^\s+at (.+)$/m.exec(stack)?.[1] ?? 'an unknown place';
}
