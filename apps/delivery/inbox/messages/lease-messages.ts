import { inboxLease } from '#destinations';
import { alongsideIn, attachmentPath, type DestinationConfig, Failure, HEADERS } from '#domain';
import type { Store } from '#store';
import type { DeliveryTables } from '../../delivery.tables.js';
import {
  giveBackLease,
  type LeasedMessage,
  leaseOffered,
  readLeased,
} from '../../queue/inbox-leases.js';
import type { DeliveryRef } from '../../queue/operate.js';
import { attachmentsOf } from '../../queued-message.js';

export interface LeasePorts {
  store: Pick<Store, 'write' | 'tables'>;
  /** As the landscape has it at this moment. */
  destination(id: string): DestinationConfig | undefined;
  /** The address at which case systems reach this service, where somebody named it. */
  publicUrl?: string | undefined;
  now(): Date;
}

/** Hands out what lies ready in an inbox, each message to one worker at a time, and of each case only the oldest. */
export class LeaseMessages {
  readonly #ports: LeasePorts;

  constructor(ports: LeasePorts) {
    this.#ports = ports;
  }

  /** @throws Failure `not-found` where the destination has no inbox */
  async list(destination: string, limit: number, worker: string | undefined) {
    const { store } = this.#ports;
    const now = this.#ports.now().getTime();
    const leasedUntil = now + this.#lease(destination) * 1_000;
    const request = { destination, limit, worker: worker ?? null, now, leasedUntil };
    const ids = await store.write((tx) => leaseOffered(tx.tables<DeliveryTables>(), request));
    const leased = await readLeased(store.tables<DeliveryTables>(), ids);
    const inbox = `${this.#ports.publicUrl ?? ''}/v1/inbox/${destination}/messages`;
    return leased.map((message) => ({
      ...listed(message, destination),
      summary: `${inbox}/${encodeURIComponent(message.messageId)}/summary`,
      leasedUntil: new Date(leasedUntil).toISOString(),
    }));
  }

  /** Ends a lease before its time, so that others get the message. @throws Failure `conflict` where there is none */
  async giveBack(ref: DeliveryRef, worker: string | undefined): Promise<void> {
    const now = this.#ports.now().getTime();
    const had = await this.#ports.store.write((tx) =>
      giveBackLease(tx.tables<DeliveryTables>(), ref, worker ?? null, now),
    );
    if (had) return;
    throw new Failure(
      'conflict',
      'This worker has no lease of the message: it ended, or belongs to another. Nothing needs to be done.',
    );
  }

  #lease(destination: string): number {
    const config = this.#ports.destination(destination);
    const lease = config === undefined ? undefined : inboxLease(config);
    if (lease !== undefined) return lease;
    throw new Failure(
      'not-found',
      `Messages of ${destination} are not fetched: its transport is ${config?.transport ?? 'unknown'}. Ask the data centre for the transport inbox.`,
    );
  }
}

function listed(message: LeasedMessage, destination: string) {
  const { messageId, submissionId, caseId, size, headers } = message;
  const text = (name: string) => headers[name] ?? '';
  return {
    messageId,
    type: text(HEADERS.messageType),
    submissionId,
    caseId,
    service: text(HEADERS.service),
    area: text(HEADERS.area),
    createdAt: text(HEADERS.ceTime),
    test: headers[HEADERS.test] === 'true',
    replies: headers[HEADERS.replies] ?? 'wanted',
    ...alongsideIn(headers),
    size,
    attachments: attachmentsOf(headers).map(({ uri: _ours, ...attachment }) => ({
      url: attachmentPath({ destination, messageId, attachmentId: attachment.id }),
      ...attachment,
    })),
  };
}
