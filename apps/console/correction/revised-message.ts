import { v5 } from 'uuid';
import { Failure, HEADERS, MESSAGE_NAMESPACE, messageName } from '#domain';
import type { LetterSource } from '#register';

/** The message that is to take the place of one that failed. */
export interface RevisedMessage {
  messageId: string;
  target: string;
  destination: string;
  /** The area was corrected, and may lead to another destination. */
  rerouted: boolean;
  /** How often its bytes were changed, this time included. */
  number: number;
  replaces: string;
  headers: Record<string, string>;
}

/** Other bytes have another id (the XÖV rule for corrections). Throws Failure `conflict` where too little is known. */
export function revisedMessage(
  { headers, messageId, submissionId }: LetterSource,
  rerouted = false,
): RevisedMessage {
  const { [HEADERS.target]: target, [HEADERS.destination]: destination } = headers;
  if (!target || !destination || messageId === null || submissionId === null) {
    throw new Failure(
      'conflict',
      'Its record does not say which message it is. Replay or discard.',
    );
  }
  const number = Number(headers[HEADERS.revision] ?? '0') + 1;
  return {
    messageId: v5(messageName(submissionId, target, number), MESSAGE_NAMESPACE),
    ...{ target, destination, rerouted, number, replaces: messageId },
    headers: {
      [HEADERS.revision]: String(number),
      [HEADERS.replaces]: messageId,
      [HEADERS.originTopic]: headers[HEADERS.originTopic] ?? '',
    },
  };
}
