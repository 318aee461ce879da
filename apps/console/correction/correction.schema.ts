import { problemResponse } from '#http';
import { LETTER_STATES } from '#register';
import {
  answer,
  flag,
  list,
  NOT_FOUND,
  object,
  REFUSED,
  text,
  textOrNull,
} from '../answers.schema.js';
import { ID, NAME } from '../dead-letters.schema.js';

export const CORRECT = {
  tags: ['dead letters'],
  summary:
    'Check a correction of the form data or the message, and send it in place of what failed',
  params: ID,
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      dryRun: {
        type: 'string',
        enum: ['true', 'false'],
        description: 'With true it is only checked; false where absent',
      },
    },
  },
  body: {
    type: 'object',
    additionalProperties: false,
    properties: {
      data: { type: 'object', additionalProperties: true, description: 'All of the form data' },
      area: { ...NAME, description: 'With data: another area' },
      message: { type: 'string', description: 'All of the message, as XML, with its id unchanged' },
    },
  },
  response: {
    200: answer(
      'What became of it, or what the checks find',
      object({
        deadLetterId: text,
        state: { type: 'string', enum: LETTER_STATES },
        changed: { ...flag, description: 'Whether it was sent' },
        detail: text,
        findings: list(object({ pointer: text, code: text, detail: text })),
        fields: { ...list(text), description: 'What differs from what failed, without values' },
        newMessageId: { ...textOrNull, description: 'The id of the message that replaces it' },
      }),
    ),
    409: problemResponse('It cannot be corrected, or was decided about before'),
    422: problemResponse('Nothing was sent: the checks find fault with it'),
    ...REFUSED,
    ...NOT_FOUND,
  },
};
