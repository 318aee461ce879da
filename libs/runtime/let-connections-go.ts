import type { Server } from 'node:http';

/** Milliseconds between two looks for connections without a request. */
const LOOK = 50;

/** Milliseconds after which requests that still have not arrived, or been answered, are cut off. */
const GRACE = 10_000;

/**
 * Keeps clients from holding up a server that closes: a connection that is kept alive would for more than a minute,
 * and a slow upload for hours.
 */
export function letConnectionsGo(server: Server): void {
  const looking = setInterval(() => server.closeIdleConnections(), LOOK);
  const cutting = setTimeout(() => server.closeAllConnections(), GRACE);
  server.once('close', () => {
    clearInterval(looking);
    clearTimeout(cutting);
  });
}
