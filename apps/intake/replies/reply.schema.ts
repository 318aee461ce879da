import { CASE_OUTCOMES, CASE_STATUSES, FILE_NUMBER } from '#domain';

const uuid = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const text = { type: ['string', 'null'] } as const;

export const CASE_STATUS = { enum: [...CASE_STATUSES, null], description: 'Where the work stands' };
export const CASE_OUTCOME = { enum: [...CASE_OUTCOMES, null], description: 'How the case ended' };
export const GIVEN_FILE_NUMBER = { ...text, description: FILE_NUMBER.description };

const DOCUMENT = {
  type: 'object',
  properties: {
    id: uuid,
    name: { type: 'string' },
    mediaType: { type: 'string' },
    sha512: { type: 'string', description: '128 hex digits' },
    size: { type: 'integer', description: 'Bytes' },
    url: {
      type: 'string',
      description: 'Where it is fetched at this service, with the same API key',
    },
  },
} as const;

const REPLY = {
  type: 'object',
  properties: {
    replyId: uuid,
    submissionId: uuid,
    caseId: uuid,
    messageId: uuid,
    submissionReference: { type: 'string', description: 'The reference of the submission' },
    at: time,
    kind: { enum: ['acknowledgement', 'status', 'query', 'decision', 'message'] },
    acknowledgement: {
      type: ['object', 'null'],
      description: 'Of an acknowledgement: what the case system says about the message',
      properties: {
        outcome: { enum: ['accepted', 'rejected', 'not-responsible'] },
        code: { ...text, description: 'The reason of a rejection' },
      },
    },
    status: CASE_STATUS,
    outcome: CASE_OUTCOME,
    text: { ...text, description: 'For the applicant' },
    deadline: { ...text, description: 'Until when a query is to be answered: a date' },
    fileNumber: GIVEN_FILE_NUMBER,
    documents: { type: 'array', items: DOCUMENT },
    replyChannel: { description: 'As the submission had it; null once that is deleted' },
    authentication: { type: ['object', 'null'], description: 'Likewise' },
    payment: { type: ['object', 'null'], description: 'Likewise' },
  },
} as const;

export const REPLIES = {
  type: 'object',
  required: ['replies', 'next', 'more'],
  properties: {
    replies: { type: 'array', items: REPLY },
    next: { type: 'string', description: 'The cursor to ask with next; keep it' },
    more: { type: 'boolean', description: 'Whether there are more already' },
  },
} as const;

/** Replies in one answer. */
export const PAGE = { default: 50, maximum: 200 } as const;

export const REPLIES_QUERY = {
  type: 'object',
  properties: {
    after: { type: 'string', maxLength: 100, description: 'The next of the answer before' },
    limit: {
      type: 'string',
      pattern: '^[1-9]\\d{0,2}$',
      description: `Replies in one answer: ${PAGE.default} where left out, ${PAGE.maximum} at most`,
    },
  },
} as const;

export const DOCUMENT_PARAMS = {
  type: 'object',
  properties: { replyId: uuid, id: { ...uuid, description: 'The id of the document' } },
} as const;
