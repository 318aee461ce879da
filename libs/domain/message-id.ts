/** Namespaces of our ids, chosen once at random and never changed (UUID version 5, RFC 9562 section 5.5). */
export const MESSAGE_NAMESPACE = '5f0b6a52-0a3c-4b8e-9d8b-6f1f7a4f7c11';
export const DEAD_LETTER_NAMESPACE = 'a4c8a9f0-6d3e-4f7e-8a0e-2f5f0d9b31e6';

/**
 * The name from which a message id is made: a retry, a replay and a resend keep the id; a revision whose bytes
 * differ from what was already offered gets a new one.
 */
export function messageName(submissionId: string, target: string, revision: number): string {
  return `${submissionId}/${target}/${revision}`;
}

/** The name from which a dead letter's id is made: what fails again at the same stage is the same letter. */
export function deadLetterName(letter: {
  stage: string;
  submissionId: string;
  messageId: string | null;
}): string {
  return `${letter.stage}/${letter.submissionId}/${letter.messageId ?? ''}`;
}
