import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a case system got, in the order of its arrival, and what it answered. */
export interface Received {
  id: string;
  /** The id of the message in whose place it comes. */
  replaces: string | undefined;
  submissionId: string;
  /** What the applicant wants, where something was posted. */
  replyChannel: unknown;
  xml: string;
  status: number;
}

/** A case system behind HTTP on loopback. It takes everything but what `refuses` says, which is answered with 422. */
export class HttpCaseSystem {
  readonly received: Received[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
    public refuses: (xml: string) => boolean,
  ) {}

  static async start(refuses: (xml: string) => boolean): Promise<HttpCaseSystem> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const made = new HttpCaseSystem(server, `http://127.0.0.1:${port}/`, refuses);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const xml = Buffer.concat(chunks).toString();
      const status = made.refuses(xml) ? 422 : 200;
      const { 'webhook-id': id, 'nahtlos-replaces': replaces } = request.headers;
      const channel = request.headers['nahtlos-reply-channel'];
      made.received.push({
        id: String(id ?? ''),
        replaces: replaces as string | undefined,
        submissionId: String(request.headers['nahtlos-submission-id'] ?? ''),
        replyChannel: channel === undefined ? undefined : JSON.parse(String(channel)),
        xml,
        status,
      });
      response.writeHead(status, { 'content-type': 'text/plain' });
      response.end(`Not answered at ${channel ?? 'any address'}`);
    });
    return made;
  }

  stop(): void {
    this.server.close();
  }
}

/** The destinations of the demo landscape, with one of them behind HTTP instead of in a folder. */
export function withHttpDestination(destinations: string, id: string, url: string): string {
  const changed = destinations.replace(
    new RegExp(`(- id: ${id}\\n.*\\n) {4}transport: directory\\n((?:.*\\n){2}) {4}settings: .*\\n`),
    `$1    transport: https\n$2    settings: { url: "${url}" }\n`,
  );
  if (!changed.includes(url)) throw new Error(`There is no destination ${id} in a folder.`);
  return changed;
}
