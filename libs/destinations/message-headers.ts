import type { OutgoingMessage } from './destination.js';

/** What a case system is told about a message besides its bytes, wherever it gets it by HTTP. */
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
  };
}
