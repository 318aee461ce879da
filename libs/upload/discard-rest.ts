import type { IncomingMessage } from 'node:http';

/** How long the rest of a refused body may keep coming; cutting it off at once would lose the answer on its way. */
const DRAIN_MILLISECONDS = 30_000;

/** Reads what is still to come of a body, and keeps none of it. */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const cut = setTimeout(() => request.destroy(), DRAIN_MILLISECONDS);
  cut.unref();
  request.once('close', () => clearTimeout(cut)).once('end', () => clearTimeout(cut));
  request.resume();
}
