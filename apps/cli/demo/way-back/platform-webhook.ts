import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What the demo looks at in a reply. */
export interface PushedReply {
  submissionReference: string;
  kind: string;
  outcome: string | null;
  text: string | null;
  fileNumber: string | null;
  documents: { name: string; sha512: string; url: string }[];
}

/** Where the online service of the demo takes replies: it believes nothing that is not signed with its secret. */
export class PlatformWebhook {
  /** The one secret of both sides, after Standard Webhooks. */
  readonly secret: string;
  readonly #key = randomBytes(32);
  readonly #replies: PushedReply[] = [];
  readonly #server = createServer((request, response) => {
    this.#take(request).then(
      (status) => response.writeHead(status).end(),
      () => response.destroy(),
    );
  });

  private constructor() {
    this.secret = `whsec_${this.#key.toString('base64')}`;
  }

  static async open(): Promise<PlatformWebhook> {
    const webhook = new PlatformWebhook();
    webhook.#server.listen(0, '127.0.0.1');
    await once(webhook.#server, 'listening');
    return webhook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/replies`;
  }

  /** Those that came so far. */
  get replies(): readonly PushedReply[] {
    return this.#replies;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage): Promise<number> {
    const body = await buffer(request);
    const {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': given,
    } = request.headers;
    const hmac = createHmac('sha256', this.#key).update(`${id}.${timestamp}.`).update(body);
    if (
      !String(given)
        .split(' ')
        .includes(`v1,${hmac.digest('base64')}`)
    )
      return 401;
    this.#replies.push((JSON.parse(body.toString()) as { data: PushedReply }).data);
    return 204;
  }
}
