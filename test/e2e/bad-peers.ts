import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const GIGABYTE = 1_000_000_000;

/** How a case system answers that is none to rely on. */
export const BAD_ANSWERS = {
  gigabyte(response: ServerResponse): void {
    const piece = Buffer.alloc(65_536, 'no ');
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': GIGABYTE });
    const pump = () => {
      while (!response.destroyed) if (!response.write(piece)) return;
    };
    response.on('drain', pump);
    pump();
  },
  trickle(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const timer = setInterval(() => response.write('x'), 20);
    response.once('close', () => clearInterval(timer));
  },
  hang(): void {},
};

/** A case system on loopback that takes every message and answers badly. */
export class BadPeer {
  /** Messages that came, and how many of them have not got their answer to its end. */
  asked = 0;
  open = 0;
  readonly #server = createServer();

  static async start(answer: (response: ServerResponse) => void): Promise<BadPeer> {
    const peer = new BadPeer();
    peer.#server.on('request', (request, response) => {
      peer.asked += 1;
      peer.open += 1;
      response.once('close', () => {
        peer.open -= 1;
      });
      request.resume().once('end', () => answer(response));
    });
    await once(peer.#server.listen(0, '127.0.0.1'), 'listening');
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
