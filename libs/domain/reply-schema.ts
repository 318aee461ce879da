import { CASE_OUTCOMES, CASE_STATUSES, REPLY_KINDS } from './reply.js';
import { SUBMISSION_SCHEMA } from './submission-schema.js';

/** Documents of one reply at most. */
export const MOST_DOCUMENTS = 20;

const LINE = '^[^\\u0000-\\u001f\\u007f]*$';
/** With line breaks and tabs. */
const TEXT = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$';
const { id, name, mediaType, sha512 } = SUBMISSION_SCHEMA.properties.attachments.items.properties;

/** Aktenzeichen, wherever a case system gives one. */
export const FILE_NUMBER = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  pattern: LINE,
  description: 'The file number (Aktenzeichen) of the case system',
} as const;

/** The JSON Schema of what a case system posts. */
export const REPLY_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['reference', 'kind'],
  properties: {
    reference: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: LINE,
      description: "The case system's own id of the reply. The same again gives the same reply.",
    },
    kind: {
      type: 'string',
      enum: REPLY_KINDS,
      description:
        'status: the work goes on; query: the applicant is asked; decision: the case is decided; message: anything else',
    },
    status: {
      type: 'string',
      enum: CASE_STATUSES,
      description: 'Where the work stands; needed for the kind status',
    },
    outcome: {
      type: 'string',
      enum: CASE_OUTCOMES,
      description: 'How the case ended; with the kinds status and decision',
    },
    text: {
      type: 'string',
      minLength: 1,
      maxLength: 10_000,
      pattern: TEXT,
      description: 'For the applicant, in plain text; needed for a query',
    },
    deadline: {
      type: 'string',
      format: 'date',
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'Until when a query is to be answered: a calendar date',
    },
    fileNumber: FILE_NUMBER,
    documents: {
      type: 'array',
      maxItems: MOST_DOCUMENTS,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'name', 'mediaType', 'sha512'],
        properties: { id, name, mediaType, sha512 },
      },
    },
  },
} as const;
