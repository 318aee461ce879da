import type { Answer, OutgoingMessage } from '../destination.js';
import { redactedExcerpt } from '../redacted-excerpt.js';
import type { AnswerText } from './read-answer.js';

/** Characters of an answer that are looked at for its excerpt. */
const BEGINNING = 4_096;

/** What is kept of an answer: its status, and its beginning without what stands in the message. */
export function answerOf(
  statusCode: number,
  { text, end }: AnswerText,
  message: OutgoingMessage,
): Answer {
  const beginning = text.slice(0, BEGINNING);
  const cut = end !== 'whole' || beginning.length < text.length;
  return {
    status: `HTTP ${statusCode}`,
    // Half a word is not recognised as one of the message's.
    excerpt: redactedExcerpt(cut ? beginning.replace(/\S*$/, '') : beginning, message),
  };
}
