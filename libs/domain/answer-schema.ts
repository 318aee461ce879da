import { ACKNOWLEDGEMENT_SCHEMA, MESSAGE_ID } from './acknowledgement-schema.js';
import { REPLY_SCHEMA } from './reply-schema.js';

/** What tells an acknowledgement from a reply, in a topic of answers. */
export const ACKNOWLEDGEMENT_KIND = 'acknowledgement';

/**
 * The JSON Schema of what a case system writes into its topic of answers: an acknowledgement or a reply, with the fields
 * that they have by HTTP, and the message that it is about.
 */
export const ANSWER_SCHEMA = {
  type: 'object',
  oneOf: [
    {
      ...ACKNOWLEDGEMENT_SCHEMA,
      required: ['messageId', 'kind', ...ACKNOWLEDGEMENT_SCHEMA.required],
      properties: {
        messageId: MESSAGE_ID,
        kind: { type: 'string', enum: [ACKNOWLEDGEMENT_KIND] },
        reference: {
          ...REPLY_SCHEMA.properties.reference,
          description:
            'May stand here as on replies. What counts is what the acknowledgement says.',
        },
        ...ACKNOWLEDGEMENT_SCHEMA.properties,
      },
    },
    {
      ...REPLY_SCHEMA,
      required: ['messageId', ...REPLY_SCHEMA.required],
      properties: { messageId: MESSAGE_ID, ...REPLY_SCHEMA.properties },
    },
  ],
} as const;
