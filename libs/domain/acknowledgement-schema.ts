import { FILE_NUMBER } from './reply-schema.js';

/** An id as it stands in headers; what else is sent can be none. */
export const MESSAGE_ID = {
  type: 'string',
  pattern: '^[A-Za-z0-9._-]{1,100}$',
  description: 'nahtlos_message_id, webhook-id or the name of the file',
} as const;

const CODE = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,49}$';

/** A code of the case system's own. Too short and too plain for a sentence, let alone one about a person. */
export const REASON = {
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

/** The JSON Schema of what a case system says about a message. */
export const ACKNOWLEDGEMENT_SCHEMA = {
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
