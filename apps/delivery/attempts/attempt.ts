import {
  type Destination,
  type Outcome,
  type OutgoingMessage,
  UnusableDestination,
} from '#destinations';
import { alongsideIn, type DestinationConfig, HEADERS } from '#domain';
import type { ClaimedDelivery } from '../queue/claim.js';
import { movedAway, moveIn, TOO_LATE } from '../queue/obstacle.js';
import { isReply } from '../replies/queued-reply.js';
import { webhookBody } from '../replies/webhook-body.js';
import { type AttachmentPorts, attachmentsAlong } from './attachments-along.js';

/** The open connections to the case systems. */
export interface Connections {
  /** Undefined where the transport is unknown; throws where the destination cannot be opened. */
  to(config: DestinationConfig): { destination: Destination; done(): void } | undefined;
}

/** Why an attempt is ended from our side. */
export type Ending = 'stopping' | 'too-long';

export interface AttemptPorts extends AttachmentPorts {
  connections: Connections;
}

export interface Attempted {
  outcome: Outcome;
  /** Whether it tells about the destination, its setup included; else nobody got as far as that. */
  asked: boolean;
}

/** One attempt, from a claimed delivery to an outcome. Never rejects. */
export async function attempt(
  ports: AttemptPorts,
  claim: ClaimedDelivery,
  config: DestinationConfig | undefined,
  signal: AbortSignal,
): Promise<Attempted> {
  if (claim.obstacle === TOO_LATE) {
    const outcome: Outcome = {
      kind: 'refused',
      code: 'too-late',
      detail: `The message ${claim.headers[HEADERS.replaces] ?? ''} that this one corrects was settled before the correction came. Look at what the case system has; discard, or replay to send this one too.`,
    };
    return { outcome, asked: false };
  }
  const move = moveIn(claim.obstacle);
  if (move !== undefined) {
    const outcome = { kind: 'refused', code: 'not-responsible', detail: movedAway(move) } as const;
    return { outcome, asked: false };
  }
  if (config === undefined) {
    return gone(
      `The landscape has no destination ${claim.destination}. Add it and replay, or discard.`,
    );
  }
  try {
    const connection = ports.connections.to(config);
    if (connection === undefined) {
      return gone(
        `No transport is called ${config.transport}, as the destination ${config.id} wants it. Mend destinations.yaml and replay.`,
      );
    }
    try {
      const message = await outgoing(ports, claim, config);
      const outcome = await connection.destination.deliver(message, signal);
      return { outcome: isReply(claim) ? withoutExcerpt(outcome) : outcome, asked: true };
    } finally {
      connection.done();
    }
  } catch (err) {
    const { messageId, destination } = claim;
    if (err instanceof UnusableDestination) {
      ports.log.error(
        { messageId, destination, err },
        'A destination cannot be used as it is set up',
      );
      const detail = `The destination cannot be used as it is set up: ${err.message}`;
      return { outcome: { kind: 'retry', code: 'unreachable', detail }, asked: true };
    }
    ports.log.error({ messageId, destination, err }, 'An attempt failed for an unforeseen reason');
    const detail = 'The attempt failed for an unforeseen reason. The log tells it.';
    return { outcome: { kind: 'retry', code: 'internal', detail }, asked: false };
  }
}

function gone(detail: string): Attempted {
  return { outcome: { kind: 'gone', detail }, asked: false };
}

/** What stands in a reply is not told apart from the answer's own words, so nothing of the answer is kept. */
function withoutExcerpt(outcome: Outcome): Outcome {
  const { answer } = outcome;
  return answer === undefined ? outcome : { ...outcome, answer: { ...answer, excerpt: null } };
}

async function outgoing(
  ports: AttemptPorts,
  claim: ClaimedDelivery,
  config: DestinationConfig,
): Promise<OutgoingMessage> {
  const { headers } = claim;
  const text = (name: string) => headers[name] ?? '';
  return {
    messageId: claim.messageId,
    type: text(HEADERS.messageType),
    submissionId: claim.submissionId,
    caseId: claim.caseId,
    cluster: claim.cluster,
    service: text(HEADERS.service),
    area: text(HEADERS.area),
    origin: `${claim.origin.topic}/${claim.origin.partition}/${claim.origin.offset}`,
    createdAt: text(HEADERS.ceTime),
    test: headers[HEADERS.test] === 'true',
    noReplies: headers[HEADERS.replies] === 'none',
    alongside: alongsideIn(headers),
    ...(headers[HEADERS.replaces] && { replaces: headers[HEADERS.replaces] }),
    ...(isReply(claim)
      ? { xml: webhookBody(claim.value), mediaType: 'application/json' }
      : { xml: claim.value }),
    attachments: await attachmentsAlong(ports, claim, config),
    attempt: claim.attempt,
  };
}
