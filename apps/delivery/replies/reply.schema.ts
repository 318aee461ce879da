const uuid = { type: 'string', format: 'uuid' } as const;

export const REPLY_RECEIPT = {
  type: 'object',
  required: ['replyId', 'submissionId', 'caseId', 'receivedAt'],
  properties: {
    replyId: uuid,
    submissionId: uuid,
    caseId: uuid,
    receivedAt: { type: 'string', format: 'date-time' },
  },
} as const;
