import { alongsideHeaders } from '#domain';
import type { OutgoingMessage } from './destination.js';

/**
 * What a case system is told about a message besides its bytes, wherever it gets it by HTTP. In ASCII, and well below
 * the 8 KB that many servers take for all headers.
 */
export function messageHeaders(
  message: Pick<
    OutgoingMessage,
    | 'messageId'
    | 'type'
    | 'submissionId'
    | 'caseId'
    | 'cluster'
    | 'service'
    | 'area'
    | 'createdAt'
    | 'test'
    | 'noReplies'
    | 'replaces'
    | 'alongside'
  >,
): Record<string, string> {
  return {
    'webhook-id': message.messageId,
    'nahtlos-message-type': message.type,
    'nahtlos-submission-id': message.submissionId,
    'nahtlos-case-id': message.caseId,
    'nahtlos-cluster': message.cluster,
    'nahtlos-service': message.service,
    'nahtlos-area': message.area,
    'nahtlos-created-at': message.createdAt,
    ...(message.test ? { 'nahtlos-test': 'true' } : {}),
    ...(message.noReplies === true ? { 'nahtlos-replies': 'none' } : {}),
    ...(message.replaces === undefined ? {} : { 'nahtlos-replaces': message.replaces }),
    ...(message.alongside === undefined ? {} : hyphenated(alongsideHeaders(message.alongside))),
  };
}

/** The names of the topics' headers as HTTP has them. */
function hyphenated(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replaceAll('_', '-'), value]),
  );
}
