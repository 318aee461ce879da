import type { IncomingMessage } from 'node:http';
import {
  type AnnouncedDocument,
  MOST_DOCUMENTS,
  type PostedReply,
  type StoredDocument,
} from '#domain';
import type { EventLog } from '#event-log';
import { type Store, UnknownOutcome } from '#store';
import { firstPart, type PartBlobs, readParts, StoredParts } from '#upload';
import { checkReply, invalidReply } from './check-reply.js';
import { type Answered, findAnswered } from './find-answered.js';
import { keepReply, knownReply, type ReplyReceipt } from './keep-reply.js';
import { replyOf } from './reply-of.js';

/** A reply without the bytes of its documents: bytes. */
export const MAX_REPLY = 131_072;

/** Seconds that a reply with its documents may take to arrive. */
export const REPLY_UPLOAD_TIMEOUT = 3_600;

export interface ReceiveReplyPorts {
  store: Pick<Store, 'write' | 'tables'>;
  eventLog: Pick<EventLog, 'append'>;
  blobs: PartBlobs;
  /** Bytes a document, and what a document may be. */
  limits: { maxReplyDocument: number; replyMediaTypes: readonly string[] };
  now(): Date;
  log: { warn(fields: object, message: string): void };
}

/** Which message is answered, and for which destinations the key of the case system counts. */
export interface Answering {
  messageId: string;
  destinations: readonly string[];
}

/**
 * Takes replies of case systems. All of one is accepted or nothing stays; the same reference again gives the same
 * receipt.
 */
export class ReceiveReply {
  readonly #ports: ReceiveReplyPorts;

  constructor(ports: ReceiveReplyPorts) {
    this.#ports = ports;
  }

  /** @throws Failure `not-found`, `no-replies`, `invalid`, `conflict` */
  async receive(answering: Answering, raw: Buffer): Promise<ReplyReceipt> {
    const checked = await this.#check(answering, raw);
    if ('repeated' in checked) return checked;
    if ((checked.posted.documents?.length ?? 0) > 0) {
      const detail = 'Send a reply with documents as multipart/form-data, one part for each.';
      throw invalidReply([{ pointer: '/documents', code: 'multipart-needed', detail }]);
    }
    return this.#accept(checked, []);
  }

  /** The same with documents, as they stream in. */
  async upload(answering: Answering, request: IncomingMessage): Promise<ReplyReceipt> {
    const { blobs, limits, log } = this.#ports;
    const parts = readParts(request, {
      parts: MOST_DOCUMENTS + 2,
      milliseconds: REPLY_UPLOAD_TIMEOUT * 1000,
    });
    const stored = new StoredParts<AnnouncedDocument>({
      blobs,
      thing: 'document',
      pointer: '/documents',
      refuse: invalidReply,
      log,
    });
    let kept = false;
    try {
      const checked = await this.#check(answering, await firstPart(parts, 'reply', MAX_REPLY));
      if ('repeated' in checked) return checked;
      const announced = checked.posted.documents ?? [];
      const documents = await stored.store(parts, announced, {
        each: limits.maxReplyDocument,
      });
      const receipt = await this.#accept(checked, documents);
      kept = !receipt.repeated;
      return receipt;
    } catch (cause) {
      // The reply may be durable and need them; if it is not, the sweeper removes them.
      kept = cause instanceof UnknownOutcome;
      throw cause;
    } finally {
      await parts.return();
      if (!kept) await stored.remove();
    }
  }

  async #check(
    { messageId, destinations }: Answering,
    raw: Buffer,
  ): Promise<{ answered: Answered; posted: PostedReply } | ReplyReceipt> {
    const { store, limits } = this.#ports;
    const answered = await findAnswered(store, messageId, destinations);
    const posted = checkReply(raw, limits.replyMediaTypes);
    const known = await knownReply(store, answered.destination, posted, messageId);
    return known ?? { answered, posted };
  }

  #accept(
    { answered, posted }: { answered: Answered; posted: PostedReply },
    documents: StoredDocument[],
  ): Promise<ReplyReceipt> {
    const { store, eventLog, now } = this.#ports;
    const reply = replyOf(answered, posted, documents, now());
    return store.write((tx) => keepReply(tx, eventLog, reply, posted));
  }
}
