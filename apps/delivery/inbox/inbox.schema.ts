import { FILE_NUMBER } from '#domain';
import { problemResponse } from '#http';

/** Ids as they stand in headers; what else is sent can be none. */
const ID = { type: 'string', pattern: '^[A-Za-z0-9._-]{1,100}$' } as const;

export const MESSAGE_ID = {
  ...ID,
  description: 'nahtlos_message_id, webhook-id or the name of the file',
} as const;

export const MESSAGE_PARAMS = {
  type: 'object',
  properties: {
    destination: { ...ID, description: 'A destination of the key' },
    messageId: MESSAGE_ID,
  },
} as const;

export const ATTACHMENT_PARAMS = {
  type: 'object',
  properties: {
    ...MESSAGE_PARAMS.properties,
    id: { ...ID, description: 'The id of the attachment, as the message announces it' },
  },
} as const;

const CODE = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,49}$';

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

/** A code of the case system's own. Too short and too plain for a sentence, let alone one about a person. */
const REASON = {
  type: 'object',
  additionalProperties: false,
  required: ['code'],
  properties: {
    code: {
      type: 'string',
      pattern: CODE,
      description: 'The code of the reason: letters, digits, `.`, `_`, `:` and `-`, no text',
    },
  },
} as const;

export const ACKNOWLEDGEMENT = {
  type: 'object',
  additionalProperties: false,
  required: ['outcome'],
  properties: {
    outcome: {
      type: 'string',
      enum: ['received', 'accepted', 'rejected', 'not-responsible'],
      description:
        'received: the case system has the message; accepted: it works on it; rejected: it does not, because of `reason`; not-responsible: another authority has to',
    },
    fileNumber: { ...FILE_NUMBER, description: `${FILE_NUMBER.description}; of what is accepted` },
    forwardTo: {
      type: 'string',
      pattern: CODE,
      description:
        'Who is responsible, where the case system knows: a directory key with its prefix such as `bab:07235000`, or a code; no text',
    },
    reason: { ...REASON, description: 'Of a rejection, and of nothing else' },
  },
} as const;

export const ACKNOWLEDGED = {
  type: 'object',
  required: ['messageId', 'destination', 'outcome', 'acknowledgedAt'],
  properties: {
    messageId: { type: 'string' },
    destination: { type: 'string' },
    outcome: { ...ACKNOWLEDGEMENT.properties.outcome, description: 'What stands' },
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
