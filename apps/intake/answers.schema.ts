import { LEVELS_OF_ASSURANCE, SUBMISSION_STATUSES } from '#domain';
import { problemResponse } from '#http';
import { CASE_OUTCOME, CASE_STATUS, GIVEN_FILE_NUMBER } from './replies/reply.schema.js';

const id = { type: 'string', format: 'uuid' } as const;
const time = { type: 'string', format: 'date-time' } as const;

/** The answers of intake as JSON Schema, for the OpenAPI document. */
export const RECEIPT = {
  type: 'object',
  required: ['submissionId', 'caseId', 'receivedAt', 'status'],
  properties: {
    submissionId: id,
    caseId: id,
    receivedAt: { ...time, description: 'The date of receipt, a legal fact' },
    status: { const: 'received' },
  },
} as const;

export const STATUS = {
  type: 'object',
  required: ['submissionId', 'caseId', 'reference', 'receivedAt', 'status', 'messages', 'timeline'],
  properties: {
    submissionId: id,
    caseId: id,
    reference: { type: 'string' },
    receivedAt: time,
    status: { enum: SUBMISSION_STATUSES },
    messages: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          messageId: id,
          type: { type: 'string' },
          target: { type: 'string' },
          status: { type: 'string' },
        },
      },
    },
    timeline: {
      type: 'array',
      items: {
        type: 'object',
        required: ['at', 'event', 'text'],
        properties: { at: time, event: { type: 'string' }, text: { type: 'string' } },
      },
    },
    caseSystem: {
      type: ['object', 'null'],
      description: 'What the case system says; null where it has said nothing yet',
      properties: {
        status: CASE_STATUS,
        outcome: CASE_OUTCOME,
        fileNumber: GIVEN_FILE_NUMBER,
        updatedAt: time,
        replies: { type: 'integer', description: 'How many replies there are to fetch' },
      },
    },
  },
} as const;

export const SERVICES = {
  type: 'object',
  required: ['area', 'services'],
  properties: {
    area: { type: 'string' },
    services: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          service: { type: 'string' },
          name: { type: 'string' },
          authority: { type: 'string' },
          onBehalfOf: { type: ['string', 'null'] },
          levelOfAssurance: { enum: [...LEVELS_OF_ASSURANCE, null] },
          tests: { type: 'boolean' },
          attachments: {
            type: ['object', 'null'],
            properties: {
              mediaTypes: { type: 'array', items: { type: 'string' } },
              maximumCount: { type: 'integer' },
              maximumSize: { type: 'integer', description: 'Bytes, each attachment for itself' },
              maximumTotal: {
                type: 'integer',
                description: 'Bytes, all attachments together; no limit where absent',
              },
            },
          },
          schema: { type: 'string', description: 'Where the JSON Schema of the form data is' },
        },
      },
    },
  },
} as const;

/** Problems that every route can answer with. */
export const ALWAYS = {
  401: problemResponse('No valid API key'),
  403: problemResponse('The key has another role, or does not allow this service'),
  429: problemResponse('Too many requests; Retry-After tells when to come back'),
  500: problemResponse('Something went wrong inside Nahtlos'),
} as const;

/** A JSON answer in the form that Fastify and OpenAPI share. */
export function json(description: string, schema: object): object {
  return { description, content: { 'application/json': { schema } } };
}
