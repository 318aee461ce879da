import { Agent, type Dispatcher } from 'undici';
import type { DestinationConfig } from '#domain';
import type { Destination, DestinationContext, Outcome, OutgoingMessage } from '../destination.js';
import { type SettingsOf, settingsOf } from '../settings-of.js';
import { answerOf } from './answer-of.js';
import { classifyError, classifyStatus } from './classify.js';
import { HTTPS } from './descriptor.js';
import { bodyOf } from './multipart.js';
import { discard, readAnswer } from './read-answer.js';
import { signatureHeaders, signingKey } from './signature.js';

/**
 * Posts each message to the case system. Accepted means that it answered with a 2xx; what follows in the body
 * of that answer does not count.
 */
export class HttpsDestination implements Destination {
  readonly #settings: SettingsOf<typeof HTTPS>;
  readonly #url: URL;
  readonly #key: Buffer | undefined;
  readonly #token: string | undefined;
  readonly #agent: Agent;
  readonly #now: () => number;

  constructor(config: DestinationConfig, context: Pick<DestinationContext, 'readSecret' | 'now'>) {
    this.#settings = settingsOf(HTTPS, config);
    const { url, secret, token, connectTimeout, headersTimeout, bodyTimeout } = this.#settings;
    this.#url = new URL(url);
    this.#key = secret === undefined ? undefined : signingKey(context.readSecret(secret));
    this.#token = token === undefined ? undefined : context.readSecret(token).trim();
    this.#now = context.now ?? Date.now;
    this.#agent = new Agent({
      connections: config.concurrency,
      pipelining: 1,
      connect: { timeout: connectTimeout * 1_000 },
      headersTimeout: headersTimeout * 1_000,
      bodyTimeout: bodyTimeout * 1_000,
    });
  }

  async deliver(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    try {
      const body = bodyOf(message);
      const response = await this.#agent.request({
        origin: this.#url.origin,
        path: `${this.#url.pathname}${this.#url.search}`,
        method: 'POST',
        headers: {
          ...this.#headers(message, body.signed),
          'content-type': body.contentType,
          'content-length': String(body.length),
        },
        body: body.chunks as Dispatcher.DispatchOptions['body'],
        signal,
      });
      return await this.#outcome(response, message);
    } catch (error) {
      return classifyError(error, signal);
    }
  }

  /** Of an acceptance only the status is kept. */
  async #outcome(response: Dispatcher.ResponseData, message: OutgoingMessage): Promise<Outcome> {
    const { statusCode, headers, body } = response;
    const outcome = classifyStatus(statusCode, headers['retry-after'], this.#now());
    if (outcome.kind === 'accepted') {
      await discard(body);
      return { ...outcome, answer: { status: outcome.receipt, excerpt: null } };
    }
    return { ...outcome, answer: answerOf(statusCode, await readAnswer(response), message) };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #headers(message: OutgoingMessage, signed: Uint8Array): Record<string, string> {
    const timestamp = Math.floor(this.#now() / 1_000);
    return {
      'user-agent': 'nahtlos',
      'webhook-id': message.messageId,
      'webhook-timestamp': String(timestamp),
      ...(this.#key === undefined
        ? {}
        : signatureHeaders(this.#key, message.messageId, timestamp, signed)),
      ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      'nahtlos-message-type': message.type,
      'nahtlos-submission-id': message.submissionId,
      'nahtlos-case-id': message.caseId,
      'nahtlos-cluster': message.cluster,
      'nahtlos-service': message.service,
      'nahtlos-area': message.area,
      'nahtlos-created-at': message.createdAt,
      'nahtlos-attempt': String(message.attempt),
      ...(message.test ? { 'nahtlos-test': 'true' } : {}),
    };
  }
}
