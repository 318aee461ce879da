import { v7 } from 'uuid';
import { Failure, HEADERS, type JournalEvent, type Reply } from '#domain';
import type { EventLog, NewEvent } from '#event-log';
import { standsBeforePurge } from '#register';
import type { Store, Tx } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import { letFollow } from '../moves/case-moves.js';
import {
  type AcknowledgedDelivery,
  buryAcknowledged,
  lockDelivery,
  noteAcknowledgement,
  payloadOf,
  type Standing,
  settleAcknowledged,
} from '../queue/acknowledge.js';
import { movedTo } from '../queue/obstacle.js';
import type { DeliveryRef } from '../queue/operate.js';
import type { Tables } from '../queue/positional.js';
import type { QueuePorts } from '../queue-batch.js';
import { deadLettered, journalled } from '../records.js';
import { answeredBy } from '../replies/find-answered.js';
import { replied } from '../replies/keep-reply.js';
import {
  type Acknowledgement,
  type AcknowledgementDecision,
  decideAcknowledgement,
} from './acknowledgement.js';
import { beenBefore } from './been-before.js';
import { fileNumberMark } from './file-number-mark.js';
import { decideForwarding } from './forwarding.js';
import { forwarded, notResponsible, type Responsibility } from './not-responsible.js';

/** Seconds after which a message that was read from the topic is known here too. */
const KNOWN_AFTER = 5;

export interface AcknowledgePorts extends QueuePorts {
  store: Pick<Store, 'write'>;
  eventLog: Pick<EventLog, 'append'>;
  responsibility: Responsibility;
}

/** What stands after an acknowledgement, and whether this one changed it. */
export interface Acknowledged extends Pick<Standing, 'outcome' | 'code' | 'at'> {
  submissionId: string;
  caseId: string;
  changed: boolean;
}

/** An acknowledgement that changes something. */
interface Change {
  tx: Tx;
  ref: DeliveryRef;
  given: Acknowledgement;
  delivery: AcknowledgedDelivery;
  /** What stood before. */
  standing: Standing | undefined;
  decision: AcknowledgementDecision;
  now: Date;
}

/**
 * Takes what a case system says about a message, of any transport and in any order: it reads a topic at its own pace,
 * so that a later message of a case may be acknowledged before an earlier one. The acknowledgement, the state, the
 * journal and what the online service is told commit together; the same one again changes nothing.
 */
export class AcknowledgeMessage {
  readonly #ports: AcknowledgePorts;

  constructor(ports: AcknowledgePorts) {
    this.#ports = ports;
  }

  /** @throws Failure `not-found`, or `conflict` where it contradicts what stands */
  acknowledge(ref: DeliveryRef, given: Acknowledgement): Promise<Acknowledged> {
    return this.#ports.store.write((tx) => this.acknowledgeIn(tx, ref, given));
  }

  /** The same in the caller's unit of work, which can go on after what is thrown: nothing has been written then. */
  async acknowledgeIn(tx: Tx, ref: DeliveryRef, given: Acknowledgement): Promise<Acknowledged> {
    const now = this.#ports.now();
    const known = await lockDelivery(tx.tables<DeliveryTables>(), ref);
    if (known === undefined) throw unknownMessage();
    const { delivery, standing } = known;
    const ids = { submissionId: delivery.submission_id, caseId: delivery.case_id };
    const mark = fileNumberIn(ref.messageId, given);
    const decision = decideAcknowledgement(given, {
      state: delivery.state,
      standing,
      newFileNumber: mark !== null && !mark.equals(standing?.fileNumber ?? new Uint8Array()),
    });
    if (decision.type === 'contradiction') throw new Failure('conflict', decision.detail);
    if (decision.type === 'repeat' && standing !== undefined) {
      const { outcome, code, at } = standing;
      return { outcome, code, at, ...ids, changed: false };
    }
    const change = { tx, ref, given, delivery, standing, decision, now };
    const settling = await this.#settle(change);
    const stands = { ...stoodOf(given), at: now.getTime() };
    await noteAcknowledgement(tx.tables<DeliveryTables>(), delivery.id, {
      ...stands,
      fileNumber: mark,
    });
    await this.#ports.eventLog.append(tx, [...settling, ...(await answer(change))]);
    return { ...stands, ...ids, changed: true };
  }

  async #settle(change: Change): Promise<NewEvent[]> {
    const { tx, ref, given, delivery, standing, decision, now } = change;
    const tables = tx.tables<DeliveryTables>();
    if (decision.type === 'dead-letter') return this.#bury(change);
    const events: Told[] = standing?.outcome === given.outcome ? [] : [toldOf(given)];
    if (decision.type === 'settle') {
      if (decision.state === 'delivered') events.unshift(deliveredBy(given, delivery.attempt));
      if (await settleAcknowledged(tables, delivery, decision.state, now.getTime())) {
        tx.afterCommit(() => this.#ports.wake([ref.destination]));
      }
      const others = await letFollow(tables, ref, now.getTime());
      if (others.length > 0) tx.afterCommit(() => this.#ports.wake(others));
    }
    const about = {
      submissionId: delivery.submission_id,
      caseId: delivery.case_id,
      at: now.toISOString(),
      ...ref,
    };
    return events.map((event) => journalled({ ...about, ...event }));
  }

  /** Nobody here is responsible: a rule or a person decides where it belongs. Later messages of the case wait behind it. */
  async #bury({ tx, ref, given, delivery, now }: Change): Promise<NewEvent[]> {
    const tables = tx.tables<DeliveryTables>();
    // What a purge was decided about is going, also where it is still there.
    const stays = await standsBeforePurge(tx, delivery.submission_id);
    const payload = stays ? await payloadOf(tables, delivery.id) : undefined;
    if (payload === undefined) {
      throw new Failure(
        'conflict',
        'What belongs to the message was deleted on schedule, so that nobody can forward it. Tell the data centre.',
      );
    }
    const forwardTo = given.outcome === 'not-responsible' ? given.forwardTo : null;
    const about = { ...ref, headers: payload.headers, submissionId: delivery.submission_id };
    const { detail, obstacle } = await this.#whereTo(tables, about, forwardTo);
    const failure = { code: 'not-responsible', detail } as const;
    await buryAcknowledged(tables, delivery, { ...failure, obstacle });
    const letter = {
      obstacle,
      ...ref,
      ...payload,
      submissionId: delivery.submission_id,
      caseId: delivery.case_id,
      cluster: delivery.cluster,
      attempt: delivery.attempt,
      origin: {
        topic: delivery.origin_topic,
        partition: delivery.origin_partition,
        offset: BigInt(delivery.origin_offset),
      },
    };
    return deadLettered(letter, failure, now.toISOString());
  }

  /** Whether the rule of the destination forwards it; else why a person has to decide. */
  async #whereTo(
    tables: Tables,
    about: { destination: string; submissionId: string; headers: Record<string, string> },
    forwardTo: string | null,
  ): Promise<{ detail: string; obstacle: string | null }> {
    const { responsibility } = this.#ports;
    const { destination, headers } = about;
    const service = headers[HEADERS.service] ?? '';
    const other = forwardTo === null ? undefined : responsibility.elsewhere(service, forwardTo);
    const decided = decideForwarding({
      destination,
      rule: responsibility.rule(destination),
      target: headers[HEADERS.target] ?? '',
      other,
      been: await beenBefore(tables, about),
    });
    if (decided.type === 'forward' && forwardTo !== null && other !== undefined) {
      return {
        detail: forwarded(forwardTo, other, { ...decided, from: destination }),
        obstacle: movedTo({ ...decided, ruled: true }),
      };
    }
    const why = decided.type === 'person' && decided.why !== null ? ` ${decided.why}` : '';
    return { detail: notResponsible(forwardTo, other) + why, obstacle: null };
  }
}

/** What the online service is told; a technical receipt is not worth a reply. */
async function answer({ tx, ref, given, delivery, now }: Change): Promise<NewEvent[]> {
  if (given.outcome === 'received') return [];
  const answered = await answeredBy(tx, { ...ref, ...delivery });
  if (answered === undefined || !answered.wanted) return [];
  const { wanted: _, ...about } = answered;
  const reply: Reply = {
    replyId: v7(),
    ...about,
    at: now.toISOString(),
    kind: 'acknowledgement',
    acknowledgement: { outcome: given.outcome, code: 'code' in given ? given.code : null },
    status: null,
    outcome: null,
    text: null,
    deadline: null,
    fileNumber: given.outcome === 'accepted' ? (given.fileNumber ?? null) : null,
    documents: [],
  };
  return replied(reply);
}

function fileNumberIn(messageId: string, given: Acknowledgement): Buffer | null {
  if (given.outcome !== 'accepted' || given.fileNumber === undefined) return null;
  return fileNumberMark(messageId, given.fileNumber);
}

function stoodOf(given: Acknowledgement): Pick<Standing, 'outcome' | 'code'> {
  switch (given.outcome) {
    case 'rejected':
      return { outcome: given.outcome, code: given.code };
    case 'not-responsible':
      return { outcome: given.outcome, code: given.forwardTo };
    default:
      return { outcome: given.outcome, code: null };
  }
}

type Told =
  Extract<JournalEvent, { type: 'delivered' | 'acknowledged' | 'rejected' }> extends infer E
    ? E extends JournalEvent
      ? Omit<E, 'submissionId' | 'caseId' | 'at' | 'messageId' | 'destination'>
      : never
    : never;

function toldOf(given: Acknowledgement): Told {
  return given.outcome === 'rejected'
    ? { type: 'rejected', code: given.code }
    : { type: 'acknowledged', outcome: given.outcome as 'received' | 'accepted' };
}

function deliveredBy(given: Acknowledgement, attempt: number): Told {
  return { type: 'delivered', attempt, receipt: `acknowledged as ${given.outcome}` };
}

function unknownMessage(): Failure {
  return new Failure(
    'not-found',
    'This destination has no such message. Where it was just read from the topic, try again after Retry-After; else check the id.',
    { retryAfter: KNOWN_AFTER },
  );
}
