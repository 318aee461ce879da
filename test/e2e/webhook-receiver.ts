import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Pushed {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The platform's end of a webhook, on loopback. */
export class WebhookReceiver {
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly pushed: Pushed[] = [];
  /** What it answers, one after the other; then 204. */
  readonly answers: number[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const made = new WebhookReceiver(server, `http://127.0.0.1:${port}/replies`);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      made.pushed.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(made.answers.shift() ?? 204).end();
    });
    return made;
  }

  /** The clients of a landscape in which the demo's platform has this webhook. */
  clients(secretName: string): string {
    return `clients:
  - id: demo
    name: Onlinedienste
    directory: LOKAL
    key: "psw:07000001"
    webhook:
      url: ${this.url}
      secret: env:${secretName}
      retry: { initialInterval: 1, maximumInterval: 1 }
`;
  }

  isSigned({ headers, body }: Pushed): boolean {
    const key = Buffer.from(this.secret.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key)
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`)
      .update(body)
      .digest('base64');
    return headers['webhook-signature'] === `v1,${expected}`;
  }

  stop(): void {
    this.server.close();
  }
}
