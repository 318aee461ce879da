import { ACKNOWLEDGEMENT_SCHEMA, MESSAGE_ID, REASON } from '#domain';
import { problemResponse } from '#http';

export const MESSAGE_PARAMS = {
  type: 'object',
  properties: {
    destination: { ...MESSAGE_ID, description: 'A destination of the key' },
    messageId: MESSAGE_ID,
  },
} as const;

export const ATTACHMENT_PARAMS = {
  type: 'object',
  properties: {
    ...MESSAGE_PARAMS.properties,
    id: { ...MESSAGE_ID, description: 'The id of the attachment, as the message announces it' },
  },
} as const;

/** An attachment as it is announced to who fetches it. */
export const ATTACHMENT = {
  type: 'object',
  required: ['id', 'name', 'mediaType', 'purpose', 'sha512', 'size', 'url'],
  properties: {
    id: { type: 'string' },
    name: { type: 'string', description: 'As the sender named the file' },
    mediaType: { type: 'string' },
    purpose: { type: 'string' },
    sha512: { type: 'string', description: 'In hex' },
    size: { type: 'integer', description: 'In bytes' },
    url: {
      type: 'string',
      description:
        'Where it is fetched with the same key, or in a list that a link opened without one; a path where nobody named an address',
    },
  },
} as const;

export const ATTACHMENTS = {
  type: 'object',
  required: ['attachments'],
  properties: { attachments: { type: 'array', items: ATTACHMENT } },
} as const;

/** What makes an address a link. */
export const LINK_QUERY = {
  type: 'object',
  properties: {
    expires: { type: 'string', description: 'Of a link: until when it counts, seconds since 1970' },
    signature: { type: 'string', description: 'Of a link: counts instead of the API key' },
  },
} as const;

export const ACKNOWLEDGED = {
  type: 'object',
  required: ['messageId', 'destination', 'outcome', 'acknowledgedAt'],
  properties: {
    messageId: { type: 'string' },
    destination: { type: 'string' },
    outcome: { ...ACKNOWLEDGEMENT_SCHEMA.properties.outcome, description: 'What stands' },
    reason: REASON,
    forwardTo: { type: 'string' },
    acknowledgedAt: { type: 'string', format: 'date-time', description: 'Since when it stands' },
  },
} as const;

/** Problems that every route can answer with. */
export const ALWAYS = {
  400: problemResponse('The request cannot be read; errors lists its mistakes'),
  401: problemResponse('No valid API key'),
  403: problemResponse('The key has another role, or belongs to other destinations'),
  500: problemResponse('Something went wrong inside Nahtlos'),
} as const;
