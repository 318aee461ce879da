import { problemResponse } from '#http';
import { ALWAYS, ATTACHMENT, MESSAGE_PARAMS } from '../inbox.schema.js';

/** Messages in one list, unless the case system asks for fewer or more. */
export const LISTED = { usually: 10, most: 100 };

export const INBOX_PARAMS = {
  type: 'object',
  properties: { destination: MESSAGE_PARAMS.properties.destination },
} as const;

/** Who of several workers of one case system calls. */
export const WORKER = {
  type: 'object',
  properties: {
    'nahtlos-worker': {
      type: 'string',
      pattern: '^[A-Za-z0-9._-]{1,100}$',
      description: 'Which of several workers of the case system calls; a name of its own choice',
    },
  },
} as const;

export const LIST_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: {
      type: 'string',
      pattern: '^([1-9][0-9]?|100)$',
      description: `How many messages at most: 1 to ${LISTED.most}; ${LISTED.usually} where left out`,
    },
  },
} as const;

export const MESSAGES = {
  type: 'object',
  required: ['messages'],
  properties: {
    messages: {
      type: 'array',
      description: 'The oldest first; empty where nothing is free',
      items: {
        type: 'object',
        required: [
          ...['messageId', 'type', 'submissionId', 'caseId', 'service', 'area', 'createdAt'],
          ...['test', 'replies', 'replyChannel', 'authentication', 'payment'],
          ...['size', 'attachments', 'summary', 'leasedUntil'],
        ],
        properties: {
          messageId: { type: 'string' },
          type: { type: 'string', description: 'E.g. gewerbe.anmeldung.0010' },
          submissionId: { type: 'string' },
          caseId: { type: 'string' },
          service: { type: 'string' },
          area: { type: 'string' },
          createdAt: { type: 'string' },
          test: { type: 'boolean' },
          replies: { type: 'string', description: 'none where no answer is wanted' },
          replyChannel: {
            description: 'Where the applicant wants the answer, as the online service posted it',
          },
          authentication: { description: 'How the applicant was identified, likewise; or null' },
          payment: { description: 'What was paid, likewise; or null' },
          size: { type: 'integer', description: 'Of the XML, in bytes' },
          attachments: { type: 'array', items: ATTACHMENT },
          summary: {
            type: 'string',
            description: 'Where the readable summary is fetched (PDF); a path like `url`',
          },
          leasedUntil: {
            type: 'string',
            format: 'date-time',
            description:
              'Until when nobody else gets it; without an acknowledgement it is listed again then',
          },
        },
      },
    },
  },
} as const;

export const MESSAGE_PROBLEMS = {
  404: problemResponse('No such message, or it was deleted on schedule'),
  409: problemResponse('An earlier message of its case comes first'),
  ...ALWAYS,
} as const;
