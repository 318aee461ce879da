import type { Outcome } from '../destination.js';
import { classifyStatus } from './classify.js';
import type { DuplicateCodes } from './duplicate-codes.js';
import type { AnswerText } from './read-answer.js';
import { retryAfterSeconds } from './retry-after.js';

/** What came back, as far as it was read. */
export interface HttpAnswer extends AnswerText {
  status: number;
  /** In small letters, without parameters; empty where there is none. */
  mediaType: string;
  retryAfter: string | string[] | undefined;
  /** Whether it came after the whole message was sent. */
  whole: boolean;
}

/** Whether a page for people came where the answer of a program is awaited. */
export function isPage(status: number, mediaType: string): boolean {
  return isSuccess(status) && /^(text\/html|application\/xhtml\+xml)$/.test(mediaType);
}

/**
 * The outcome of an answer: by its status (classify.ts), but for what a status alone does not tell. A page with a 2xx
 * comes from a proxy or a login in between, which does not have our message; a success without any body counts, whatever
 * media type a framework gives to nothing. A case system may have its own way to say that it had the message. And who
 * has not seen the end of a message cannot have taken it.
 */
export function classifyAnswer(
  { status, mediaType, retryAfter, whole, text, end }: HttpAnswer,
  duplicates: DuplicateCodes,
  now: number,
): Outcome {
  if (isPage(status, mediaType) && (end !== 'whole' || text.trim() !== '')) {
    const seconds = retryAfterSeconds(retryAfter, now);
    return {
      kind: 'retry',
      code: 'unreachable',
      detail: `An HTML page came where the case system should answer, as from a proxy or a login. Check the url and what stands in between. (HTTP ${status})`,
      ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    };
  }
  const duplicate: Outcome = { kind: 'duplicate', receipt: `HTTP ${status}` };
  if (duplicates.saidBy(status)) return duplicate;
  if (isSuccess(status) && !whole) {
    return {
      kind: 'retry',
      code: 'unreachable',
      detail: `The case system answered before it had the whole message. It must read the request to its end before a 2xx; only 409, for a message that it knows, may come at once. (HTTP ${status})`,
    };
  }
  const outcome = classifyStatus(status, retryAfter, now);
  if (outcome.kind === 'accepted' || !duplicates.mayStandIn(status)) return outcome;
  if (duplicates.standsIn(text)) return duplicate;
  if (outcome.kind !== 'refused' || end !== 'broken') return outcome;
  return {
    kind: 'retry',
    code: 'unreachable',
    detail: `The answer broke off before it was clear whether the case system has the message already. (HTTP ${status})`,
  };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}
