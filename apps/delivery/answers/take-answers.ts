import { answeringDestination, asFailure, Failure, HEADERS } from '#domain';
import type { EventLog, NewEvent, StepResult, StoredEvent } from '#event-log';
import { isLetterOf } from '#register';
import type { Store, Tx } from '#store';
import type { AcknowledgeMessage } from '../acknowledgement/acknowledge-message.js';
import type { DeliveryTables } from '../delivery.tables.js';
import { findAnswered, isRestrictedAnswer } from '../replies/find-answered.js';
import { keepReply, knownReply } from '../replies/keep-reply.js';
import { replyOf } from '../replies/reply-of.js';
import { type Answer, messageIdIn, readAnswer } from './answer.js';
import { answerLetter } from './answer-letter.js';
import { handOver, laidFor } from './laid-documents.js';
import { mayBeKnownSoon } from './unknown-messages.js';

/** The step that reads messages out of their topics. */
const QUEUEING = { name: 'delivery.cluster', topic: 'cluster' } as const;

export interface TakeAnswersPorts {
  store: Pick<Store, 'tables'>;
  eventLog: Pick<EventLog, 'append' | 'lag'>;
  acknowledgement: Pick<AcknowledgeMessage, 'acknowledgeIn'>;
  replyMediaTypes: readonly string[];
  now(): Date;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

interface Read {
  record: StoredEvent;
  destination: string;
  content: Answer | Failure;
}

/**
 * The step that takes what case systems write into their topics: as by HTTP, in the order of the topic. Who speaks is
 * the topic's name. The same reference again changes nothing, nor does an acknowledgement that stands. An answer that
 * cannot be taken becomes a dead letter, and the next one is taken.
 */
export class TakeAnswers {
  readonly #ports: TakeAnswersPorts;
  readonly #startedAt: number;
  /** Per partition: the batch that waits, by its first offset, and since when. */
  readonly #waiting = new Map<string, { offset: bigint; since: number }>();

  constructor(ports: TakeAnswersPorts) {
    this.#ports = ports;
    this.#startedAt = ports.now().getTime();
  }

  /** @throws Failure `unavailable` where a message may be known soon: nothing of the batch is done before it is */
  async handle(batch: readonly StoredEvent[]): Promise<StepResult> {
    const read = batch.map((record) => this.#read(record));
    await this.#awaitMessages(read);
    return {
      write: async (tx) => {
        const letters: NewEvent[] = [];
        for (const answer of read) letters.push(...(await this.#take(tx, answer)));
        return letters;
      },
    };
  }

  #read(record: StoredEvent): Read {
    const destination = answeringDestination(record.topic);
    try {
      const content = readAnswer(record.value, this.#ports.replyMediaTypes);
      return { record, destination, content };
    } catch (thrown) {
      return { record, destination, content: asFailure(thrown) };
    }
  }

  async #awaitMessages(read: readonly Read[]): Promise<void> {
    const [first] = read;
    const unknown = await this.#unknown(read);
    if (first === undefined || unknown.length === 0) return;
    const { eventLog, now } = this.#ports;
    const { topic, partition, offset } = first.record;
    const place = `${topic}/${partition}`;
    let waiting = this.#waiting.get(place);
    if (waiting?.offset !== offset) {
      waiting = { offset, since: now().getTime() };
      this.#waiting.set(place, waiting);
    }
    const backlog = await eventLog.lag(QUEUEING);
    const facts = { now: now().getTime(), startedAt: this.#startedAt, backlog };
    const soon = unknown.some(({ record: { at: writtenAt } }) =>
      mayBeKnownSoon({ ...facts, writtenAt, seenAt: (waiting as { since: number }).since }),
    );
    if (soon) throw new Failure('unavailable', 'A message that is answered is not known here yet.');
    this.#waiting.delete(place);
  }

  async #unknown(read: readonly Read[]): Promise<Read[]> {
    const ids = read.flatMap(({ content }) =>
      content instanceof Failure ? [] : [content.messageId],
    );
    if (ids.length === 0) return [];
    const rows = await this.#ports.store
      .tables<DeliveryTables>()
      .selectFrom('delivery')
      .select(['message_id', 'destination'])
      .where('message_id', 'in', ids)
      .execute();
    const known = new Set(rows.map((row) => `${row.message_id}/${row.destination}`));
    return read.filter(
      ({ content, destination }) =>
        !(content instanceof Failure) && !known.has(`${content.messageId}/${destination}`),
    );
  }

  async #take(tx: Tx, { record, destination, content }: Read): Promise<NewEvent[]> {
    const { topic, partition, offset } = record;
    const place = { topic, partition, offset: String(offset) };
    try {
      if (content instanceof Failure) throw content;
      const taken = await this.#accept(tx, destination, content);
      const about = { ...place, destination, ...taken };
      tx.afterCommit(() => this.#ports.log.info(about, 'A case system answered by topic'));
      return [];
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.disposition !== 'reject') throw thrown;
      const letter = await this.#letter(tx, record, failure);
      const about = { ...place, destination, code: failure.code };
      tx.afterCommit(() =>
        this.#ports.log.warn(about, 'An answer could not be taken and is a dead letter'),
      );
      return [letter];
    }
  }

  async #accept(tx: Tx, destination: string, answer: Answer): Promise<object> {
    const { eventLog, acknowledgement, now } = this.#ports;
    const { messageId } = answer;
    if ('acknowledgement' in answer) {
      const given = answer.acknowledgement;
      const stands = await acknowledgement.acknowledgeIn(tx, { messageId, destination }, given);
      const { submissionId, caseId, changed } = stands;
      return { messageId, submissionId, caseId, outcome: given.outcome, changed };
    }
    const posted = answer.reply;
    const answered = await findAnswered(tx, messageId, [destination]);
    const known = await knownReply(tx, destination, posted, messageId);
    let receipt = known;
    if (receipt === undefined) {
      const documents = await laidFor(tx, answered, posted.documents ?? []);
      receipt = await keepReply(tx, eventLog, replyOf(answered, posted, documents, now()), posted);
      if (!receipt.repeated) await handOver(tx, documents);
    }
    const { replyId, submissionId, caseId, repeated } = receipt;
    return { messageId, submissionId, caseId, replyId, repeated };
  }

  async #letter(tx: Tx, record: StoredEvent, failure: Failure): Promise<NewEvent> {
    const messageId = messageIdIn(record.value);
    const delivery =
      messageId === undefined
        ? undefined
        : await tx
            .tables<DeliveryTables>()
            .selectFrom('delivery')
            .select(['case_id', 'submission_id'])
            .where('message_id', '=', messageId)
            .where('destination', '=', answeringDestination(record.topic))
            .executeTakeFirst();
    // Only a header that names a letter of this very topic is ours, from a replay; anybody can write one.
    const named = record.headers[HEADERS.deadLetterId];
    const replayed = named !== undefined && (await isLetterOf(tx, named, record.topic));
    return answerLetter(record, failure, {
      deadLetterId: replayed ? named : undefined,
      messageId,
      caseId: delivery?.case_id,
      restricted: delivery === undefined || (await isRestrictedAnswer(tx, delivery.submission_id)),
    });
  }
}
