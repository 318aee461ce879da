import type { Outcome } from '../destination.js';
import type { Acceptance } from './acceptance.js';
import { classifyStatus } from './classify.js';
import type { DuplicateCodes } from './duplicate-codes.js';
import { errorPageIn } from './error-page.js';
import { type AnswerText, isSuccess } from './read-answer.js';
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

/** What a case system says in its own way. */
export interface OwnWays {
  acceptance: Acceptance;
  duplicates: DuplicateCodes;
}

/**
 * The outcome of an answer: by its status (classify.ts), but for what a status alone does not tell. A page with a 2xx
 * comes from a proxy or a login in between, which does not have our message; a success without any body counts, whatever
 * media type a framework gives to nothing. A case system may have its own way to say that it took the message or had it
 * before. And who has not seen the end of a message cannot have taken it.
 */
export function classifyAnswer(
  { status, mediaType, retryAfter, whole, text, end }: HttpAnswer,
  { acceptance, duplicates }: OwnWays,
  now: number,
): Outcome {
  const again = (detail: string): Outcome => {
    const seconds = retryAfterSeconds(retryAfter, now);
    const wait = seconds === undefined ? {} : { retryAfterSeconds: seconds };
    return { kind: 'retry', code: 'unreachable', detail: `${detail} (HTTP ${status})`, ...wait };
  };
  if (isSuccess(status)) {
    const announced = PAGES.includes(mediaType) && (end !== 'whole' || text.trim() !== '');
    const page = announced ? 'page' : errorPageIn(text);
    if (page !== undefined) return again(INSTEAD[page]);
  }
  const duplicate: Outcome = { kind: 'duplicate', receipt: `HTTP ${status}` };
  if (duplicates.saidBy(status)) return duplicate;
  if (isSuccess(status) && !whole) {
    return again(
      'The case system answered before it had the whole message. It must read the request to its end before a 2xx; only 409, for a message that it knows, may come at once.',
    );
  }
  if (isSuccess(status) && !acceptance.saidBy(status, mediaType)) {
    return again(
      'The answer is none of those that acceptance names. Look what answered in place of the case system, or correct acceptance.',
    );
  }
  const outcome = classifyStatus(status, retryAfter, now);
  if (outcome.kind === 'accepted' || !duplicates.mayStandIn(status)) return outcome;
  if (duplicates.standsIn(text)) return duplicate;
  if (outcome.kind !== 'refused' || end !== 'broken') return outcome;
  return again(
    'The answer broke off before it was clear whether the case system has the message already.',
  );
}

const PAGES = ['text/html', 'application/xhtml+xml'];

const INSTEAD = {
  page: 'An HTML page came where the case system should answer, as from a proxy or a login. Check the url and what stands in between.',
  fault:
    'A SOAP fault came with a status that says success. Its log says what is wrong; have faults answered with 4xx or 5xx.',
};
