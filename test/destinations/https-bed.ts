import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach } from '@jest/globals';
import type { Destination, DestinationContext } from '#destinations';
import { destinationFor } from '#destinations';

/** The time of every attempt. */
export const NOW = Date.parse('2026-11-22T10:00:00.900Z');

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** Closes it after the test, before what was opened earlier. */
export function closeAfterwards(close: () => Promise<unknown>): void {
  ending.push(close);
}

/** The port on loopback. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export interface HttpsSetting {
  settings?: Record<string, string | number>;
  /** What stands behind the references to secrets. */
  secrets?: Record<string, string>;
  attachmentsLink?: DestinationContext['attachmentsLink'];
  now?: () => number;
}

/** A destination with the transport https, for at most two messages at the same time. */
export function httpsDestination(url: string, setting: HttpsSetting = {}): Destination {
  const { settings = {}, secrets = {}, attachmentsLink, now = () => NOW } = setting;
  const created = destinationFor(
    {
      id: 'bau',
      name: 'Bau',
      transport: 'https',
      concurrency: 2,
      retry: { initialInterval: 1, maximumInterval: 1, giveUpAfter: 1 },
      settings: { url, ...settings },
    },
    {
      dataFolder: '.',
      topicsInReach: false,
      readSecret: (reference) => {
        const secret = secrets[reference];
        if (secret === undefined) throw new Error(`The secret ${reference} is empty or not set`);
        return secret;
      },
      attachmentsLink,
      now,
    },
  );
  closeAfterwards(() => created.close());
  return created;
}

/** A case system on loopback, with TLS where options are given; keeps what reached it whole. */
export async function caseSystem(handle: Handler, tls?: ServerOptions) {
  const received: { request: IncomingMessage; body: Buffer }[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    buffer(request).then(
      (body) => {
        received.push({ request, body });
        handle(request, response, body);
      },
      () => {},
    );
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const port = await listening(server);
  closeAfterwards(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const scheme = tls === undefined ? 'http' : 'https';
  return { url: `${scheme}://127.0.0.1:${port}/messages?from=nahtlos`, port, received };
}

export function answering(
  status: number,
  headers: Record<string, string> = {},
  body = '',
): Handler {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}
