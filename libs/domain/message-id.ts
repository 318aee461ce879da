/** Namespace of our message ids, chosen once at random and never changed. */
export const MESSAGE_NAMESPACE = '5f0b6a52-0a3c-4b8e-9d8b-6f1f7a4f7c11';

/**
 * The name from which a message id is made (UUID version 5, RFC 9562 section 5.5): a retry, a replay and a
 * resend keep the id; a revision whose bytes differ from what was already offered gets a new one.
 */
export function messageName(submissionId: string, target: string, revision: number): string {
  return `${submissionId}/${target}/${revision}`;
}
