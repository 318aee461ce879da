import { Failure, type JournalEvent } from '#domain';
import type { EventLog } from '#event-log';
import type { Store } from '#store';
import type { DeliveryTables } from '../delivery.tables.js';
import {
  lockDelivery,
  noteAcknowledgement,
  type Standing,
  settleAcknowledged,
} from '../queue/acknowledge.js';
import type { DeliveryRef } from '../queue/operate.js';
import type { QueuePorts } from '../queue-batch.js';
import { journalled } from '../records.js';
import { type Acknowledgement, decideAcknowledgement } from './acknowledgement.js';

/** Seconds after which a message that was read from the topic is known here too. */
const KNOWN_AFTER = 5;

export interface AcknowledgePorts extends QueuePorts {
  store: Pick<Store, 'write'>;
  eventLog: Pick<EventLog, 'append'>;
}

/** What stands after an acknowledgement, and whether this one changed it. */
export interface Acknowledged extends Standing {
  submissionId: string;
  caseId: string;
  changed: boolean;
}

/**
 * Takes what a case system says about a message, of any transport and in any order: it reads a topic at its own pace,
 * so that a later message of a case may be acknowledged before an earlier one. The acknowledgement, the state and the
 * journal commit together; the same one again changes nothing.
 */
export class AcknowledgeMessage {
  readonly #ports: AcknowledgePorts;

  constructor(ports: AcknowledgePorts) {
    this.#ports = ports;
  }

  /** @throws Failure `not-found`, or `conflict` where it contradicts what stands */
  acknowledge(ref: DeliveryRef, given: Acknowledgement): Promise<Acknowledged> {
    const { store, eventLog, wake } = this.#ports;
    const now = this.#ports.now();
    return store.write(async (tx) => {
      const tables = tx.tables<DeliveryTables>();
      const known = await lockDelivery(tables, ref);
      if (known === undefined) throw unknownMessage();
      const { delivery, standing } = known;
      const ids = { submissionId: delivery.submission_id, caseId: delivery.case_id };
      const decision = decideAcknowledgement(given, {
        state: delivery.state,
        standing: standing?.acknowledgement,
      });
      if (decision.type === 'contradiction') throw new Failure('conflict', decision.detail);
      if (decision.type === 'repeat' && standing !== undefined) {
        return { ...standing, ...ids, changed: false };
      }
      const stands = { acknowledgement: given, at: now.getTime() };
      await noteAcknowledgement(tables, delivery.id, stands);
      const events = [toldOf(given)];
      if (decision.type === 'settle') {
        if (decision.state === 'delivered') events.unshift(deliveredBy(given, delivery.attempt));
        if (await settleAcknowledged(tables, delivery, decision.state, stands.at)) {
          tx.afterCommit(() => wake([ref.destination]));
        }
      }
      const about = { ...ids, at: now.toISOString(), ...ref };
      await eventLog.append(
        tx,
        events.map((event) => journalled({ ...about, ...event })),
      );
      return { ...stands, ...ids, changed: true };
    });
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
    : { type: 'acknowledged', outcome: given.outcome };
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
