import { Agent, type Dispatcher } from 'undici';
import type { DestinationConfig } from '#domain';
import type { Destination, DestinationContext, Outcome, OutgoingMessage } from '../destination.js';
import { messageHeaders } from '../message-headers.js';
import { secretOf } from '../secret-of.js';
import { type SettingsOf, settingsOf } from '../settings-of.js';
import { Acceptance } from './acceptance.js';
import { answerOf } from './answer-of.js';
import { classifyError } from './classify.js';
import { classifyAnswer, type OwnWays } from './classify-answer.js';
import { connector } from './connector.js';
import { HTTPS } from './descriptor.js';
import { DuplicateCodes } from './duplicate-codes.js';
import { bodyOf } from './multipart.js';
import { type AnswerText, isSuccess, mediaTypeOf, readAnswer } from './read-answer.js';
import { signatureHeaders, signingKey } from './signature.js';
import { tlsOptions } from './tls.js';

/**
 * Posts each message to the case system. Accepted means that it answered with a 2xx that is no error page, and as
 * `acceptance` says where that is configured; what else stands in the body of that answer does not count.
 */
export class HttpsDestination implements Destination {
  readonly #id: string;
  readonly #settings: SettingsOf<typeof HTTPS>;
  readonly #url: URL;
  readonly #keys: readonly Buffer[];
  readonly #token: string | undefined;
  readonly #ownWays: OwnWays;
  readonly #agent: Agent;
  readonly #link: DestinationContext['attachmentsLink'];
  readonly #now: () => number;

  /** @throws UnusableDestination where a secret cannot be read or used */
  constructor(
    config: DestinationConfig,
    context: Pick<DestinationContext, 'readSecret' | 'attachmentsLink' | 'now'>,
  ) {
    this.#id = config.id;
    this.#settings = settingsOf(HTTPS, config);
    const settings = this.#settings;
    const secret = (reference: string | undefined) => secretOf(context, reference);
    this.#url = new URL(settings.url);
    this.#keys = [settings.secret, settings.nextSecret]
      .map(secret)
      .filter((text) => text !== undefined)
      .map(signingKey);
    this.#token = secret(settings.token)?.trim();
    this.#ownWays = {
      acceptance: new Acceptance(settings.acceptance),
      duplicates: new DuplicateCodes(settings.duplicateCodes),
    };
    this.#link = context.attachmentsLink;
    this.#now = context.now ?? Date.now;
    this.#agent = new Agent({
      connections: config.concurrency,
      pipelining: 1,
      connect: connector({
        timeout: settings.connectTimeout * 1_000,
        ...tlsOptions({
          clientCertificate: secret(settings.clientCertificate),
          clientKey: secret(settings.clientKey),
          clientKeyPassphrase: secret(settings.clientKeyPassphrase),
          ca: secret(settings.ca),
        }),
      }),
      headersTimeout: settings.headersTimeout * 1_000,
      bodyTimeout: settings.bodyTimeout * 1_000,
    });
  }

  async deliver(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    try {
      const list = this.#listOfAttachments(message);
      if (typeof list === 'object') return list;
      const body = bodyOf(message, this.#settings.attachments === 'multipart');
      const response = await this.#agent.request({
        origin: this.#url.origin,
        path: `${this.#url.pathname}${this.#url.search}`,
        method: 'POST',
        headers: {
          ...this.#headers(message, body.signed),
          ...(list === undefined ? {} : { 'nahtlos-attachments': list }),
          'content-type': body.contentType,
          'content-length': String(body.length),
        },
        body: body.chunks as Dispatcher.DispatchOptions['body'],
        signal,
      });
      const whole = body.handedOver();
      return await this.#outcome(response, message, whole);
    } catch (error) {
      return classifyError(error, signal);
    }
  }

  /** Of an acceptance only the status is kept. */
  async #outcome(
    response: Dispatcher.ResponseData,
    message: OutgoingMessage,
    whole: boolean,
  ): Promise<Outcome> {
    const { statusCode: status, headers } = response;
    const mediaType = mediaTypeOf(headers).essence;
    const read = await readAnswer(response, this.#settings.answerTimeout * 1_000);
    const retryAfter = headers['retry-after'];
    const outcome = classifyAnswer(
      { status, mediaType, retryAfter, whole, ...read },
      this.#ownWays,
      this.#now(),
    );
    const taken = isSuccess(status) && outcome.kind !== 'retry';
    return { ...outcome, answer: answerOf(status, taken ? UNREAD : read, message) };
  }

  /** The address of the list, where attachments are fetched and there are any; an outcome where there is no address. */
  #listOfAttachments({ messageId, attachments }: OutgoingMessage): string | Outcome | undefined {
    if (this.#settings.attachments !== 'links' || attachments.length === 0) return undefined;
    if (this.#link !== undefined) {
      const expires = Math.floor(this.#now() / 1_000) + Math.floor(this.#settings.linksFor);
      return this.#link({ destination: this.#id, messageId }, expires);
    }
    return {
      kind: 'refused',
      code: 'refused',
      detail:
        'Links to attachments need NAHTLOS_PUBLIC_URL, the address at which case systems reach this service. Set it, or let the destination have them as multipart; then replay.',
    };
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #headers(message: OutgoingMessage, signed: Uint8Array): Record<string, string> {
    const timestamp = Math.floor(this.#now() / 1_000);
    return {
      'user-agent': 'nahtlos',
      ...messageHeaders(message),
      'webhook-timestamp': String(timestamp),
      ...signatureHeaders(this.#keys, message.messageId, timestamp, signed),
      ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      'nahtlos-attempt': String(message.attempt),
    };
  }
}

const UNREAD: AnswerText = { text: '', end: 'whole' };
