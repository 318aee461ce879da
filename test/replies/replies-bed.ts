import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { DirectoryBlobs } from '#blobs';
import { HEADERS } from '#domain';
import type { EventLog, NewEvent, RunningStep } from '#event-log';
import { registerOpenApi, serverOptions } from '#http';
import type { Store } from '#store';
import { AcknowledgeMessage } from '../../apps/delivery/acknowledgement/acknowledge-message.js';
import { registerDocumentRoutes } from '../../apps/delivery/answers/document.routes.js';
import { LaidDocuments } from '../../apps/delivery/answers/laid-documents.js';
import { TakeAnswers } from '../../apps/delivery/answers/take-answers.js';
import type { DeliveryTables } from '../../apps/delivery/delivery.tables.js';
import type { Caller } from '../../apps/delivery/inbox/case-system.js';
import { MIGRATIONS } from '../../apps/delivery/migrations.js';
import { insertDeliveries } from '../../apps/delivery/queue/insert.js';
import { queuedMessage } from '../../apps/delivery/queued-message.js';
import { ReceiveReply } from '../../apps/delivery/replies/receive-reply.js';
import { registerReplyRoutes } from '../../apps/delivery/replies/reply.routes.js';
import { takeReplies } from '../../apps/intake/replies/take-replies.js';
import { clusterRecord } from '../delivery/delivery-bed.js';
import { multipartBody } from '../e2e/online-service.js';
import type { OpenStore } from '../fixtures/stores.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { until } from '../fixtures/until.js';
import { type IntakeBed, startIntake, submission } from '../intake/intake-bed.js';

const KEYS: Record<string, Caller> = {
  own: { role: 'case-system', keyId: 'k1', destinations: ['files', 'archive'] },
  other: { role: 'case-system', keyId: 'k2', destinations: ['elsewhere'] },
  platform: { role: 'platform' },
};

/** The largest document that the bed takes, in bytes. */
export const LARGEST_DOCUMENT = 2_000;

export interface Answered {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, unknown>;
}

export interface Document {
  announced: { id: string; name: string; mediaType: string; sha512: string };
  bytes: Buffer;
}

export function pdf(id: string, text: string, mediaType = 'application/pdf'): Document {
  const bytes = Buffer.from(`%PDF-1.7\n${text}`);
  const sha512 = createHash('sha512').update(bytes).digest('hex');
  return { announced: { id, name: 'bescheid.pdf', mediaType, sha512 }, bytes };
}

/** Intake, and the edge for case systems, on one store: what is submitted is delivered by hand. */
export class RepliesBed {
  #delivered = 0;
  #answered = 0;

  private constructor(
    readonly intake: IntakeBed,
    private readonly caseSystems: FastifyInstance,
    private readonly step: RunningStep,
    private readonly folder: string,
    private readonly answers: TakeAnswers,
    readonly documents: LaidDocuments,
    private readonly clock: { ahead: number },
  ) {}

  static async open(open: OpenStore): Promise<RepliesBed> {
    const folder = temporaryFolder();
    const intake = await startIntake(folder, { store: await open() });
    const { store, eventLog } = intake;
    await store.migrate('delivery', MIGRATIONS);
    const silent = () => {};
    const log = { info: silent, warn: silent, error: silent };
    const clock = { ahead: 0 };
    const replyMediaTypes = ['application/pdf'];
    const ports = {
      store,
      eventLog,
      blobs: await DirectoryBlobs.open(join(folder, 'blobs/replies')),
      limits: { maxReplyDocument: LARGEST_DOCUMENT, replyMediaTypes },
      now: () => new Date(Date.now() + clock.ahead),
      log,
    };
    const replies = new ReceiveReply(ports);
    const documents = new LaidDocuments(ports);
    const responsibility = { elsewhere: () => undefined, rule: () => 'dead-letter' as const };
    const acknowledgement = new AcknowledgeMessage({ ...ports, responsibility, wake: () => {} });
    const answers = new TakeAnswers({ ...ports, acknowledgement, replyMediaTypes });
    const fastify = Fastify(serverOptions({ log }));
    await registerOpenApi(fastify, { title: 'Nahtlos', version: '1', description: '' });
    await registerReplyRoutes(fastify, {
      replies,
      authenticate: (presented) => KEYS[presented],
      log,
    });
    await registerDocumentRoutes(fastify, {
      documents,
      authenticate: (presented) => KEYS[presented],
      log,
    });
    const step = eventLog.process({
      name: 'intake.replies',
      topic: 'replies',
      handle: takeReplies,
    });
    return new RepliesBed(intake, fastify, step, folder, answers, documents, clock);
  }

  get store(): Store {
    return this.intake.store;
  }

  get eventLog(): EventLog {
    return this.intake.eventLog;
  }

  /** A submission of the client `one`, and its message in the queue of a destination. */
  async delivered(
    changes: Record<string, unknown> = {},
    destination = 'files',
  ): Promise<{ submissionId: string; caseId: string; messageId: string; reference: string }> {
    const posted = submission(changes);
    const { body } = await this.intake.post(posted);
    const { submissionId, caseId } = body as Record<string, string>;
    this.#delivered += 1;
    const messageId = `message-${this.#delivered}`;
    const record = clusterRecord({
      id: messageId,
      case: caseId as string,
      destination,
      offset: BigInt(this.#delivered),
    });
    record.headers[HEADERS.submissionId] = submissionId as string;
    await this.store.write(async (tx) => {
      await insertDeliveries(tx.tables<DeliveryTables>(), [queuedMessage(record)], Date.now());
    });
    return {
      submissionId: submissionId as string,
      caseId: caseId as string,
      messageId,
      reference: posted.reference,
    };
  }

  async reply(messageId: string, body: object | string, key = 'own'): Promise<Answered> {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    return this.#post(messageId, payload, 'application/json', key);
  }

  /** A reply with documents; `parts` replaces what is sent of them. */
  async upload(
    messageId: string,
    body: object,
    documents: readonly Document[],
    parts = documents.map(({ announced: { id }, bytes }) => ({ name: id, bytes })),
  ): Promise<Answered> {
    const reply = { ...body, documents: documents.map(({ announced }) => announced) };
    const form = multipartBody([{ name: 'reply', bytes: JSON.stringify(reply) }, ...parts]);
    return this.#post(messageId, form.body, form.contentType, 'own');
  }

  async #post(
    messageId: string,
    payload: string | Buffer,
    contentType: string,
    key: string,
  ): Promise<Answered> {
    const response = await this.caseSystems.inject({
      method: 'POST',
      url: `/v1/messages/${messageId}/replies`,
      headers: { authorization: `Bearer ${key}`, 'content-type': contentType },
      payload,
    });
    return {
      status: response.statusCode,
      body: response.json(),
      headers: response.headers,
    };
  }

  /** Time passes for who takes answers and keeps documents. */
  later(milliseconds: number): void {
    this.clock.ahead += milliseconds;
  }

  /** Puts a document where an answer by topic can name it. */
  async lay(messageId: string, { announced, bytes }: Document, key = 'own') {
    const response = await this.caseSystems.inject({
      method: 'PUT',
      url: `/v1/messages/${messageId}/documents/${announced.id}`,
      headers: { authorization: `Bearer ${key}`, 'content-type': announced.mediaType },
      payload: bytes,
    });
    return { status: response.statusCode, body: response.json() };
  }

  /** What a case system writes into the topic of a destination, taken as one batch; `age` in milliseconds. Returns the dead letters. */
  async answer(
    values: readonly (object | string)[],
    { destination = 'files', headers = {} as Record<string, string>, age = 0 } = {},
  ): Promise<NewEvent[]> {
    const records = values.map((value) => {
      this.#answered += 1;
      return {
        topic: `answers.${destination}`,
        key: 'case',
        value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
        headers,
        partition: 0,
        offset: BigInt(this.#answered),
        at: Date.now() + this.clock.ahead - age,
      };
    });
    const result = await this.answers.handle(records);
    return this.store.write(async (tx) => [...((await result.write?.(tx)) ?? [])]);
  }

  /** What a client gets when it asks for replies, once intake has taken all of them. */
  async fetched(
    query = '',
    key = 'one',
  ): Promise<{ replies: Record<string, never>[]; next: string; more: boolean }> {
    await until(async () => {
      const step = { name: 'intake.replies', topic: 'replies' };
      return (await this.eventLog.lag(step)) === 0 ? true : undefined;
    });
    const { status, body } = await this.intake.get(`/v1/replies${query}`, key);
    if (status !== 200) throw new Error(`The replies were not given out: ${status}`);
    return body as never;
  }

  /** The bytes of a document, with its headers. */
  async document(url: string, key = 'one') {
    return this.intake.app.inject({ url, headers: { authorization: `Bearer ${key}` } });
  }

  /** Where documents lie that no answer has named yet. */
  async laidUris(): Promise<string[]> {
    const rows = await this.store
      .tables<DeliveryTables>()
      .selectFrom('answer_document')
      .select('uri')
      .execute();
    return rows.map(({ uri }) => uri);
  }

  /** The files of documents, finished or not. */
  documentFiles(): string[] {
    return this.#documentPaths().map((path) => basename(path));
  }

  /** Changes a bit of every document that is kept. */
  changeDocuments(): void {
    for (const path of this.#documentPaths()) {
      const bytes = readFileSync(path);
      bytes[10] = (bytes[10] as number) ^ 1;
      writeFileSync(path, bytes);
    }
  }

  #documentPaths(): string[] {
    const found = readdirSync(join(this.folder, 'blobs/replies'), {
      recursive: true,
      withFileTypes: true,
    });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  async close(): Promise<void> {
    await this.step.stop();
    await this.caseSystems.close();
    await this.intake.close();
  }
}
