import { MOST_ALONGSIDE } from './alongside.js';
import { AREA_LENGTHS, SERVICE_KEY } from './keys.js';
import { LEVELS_OF_ASSURANCE, REPLIES_WANTED, SUBMISSION_KINDS } from './submission.js';

/** Attachments of one submission at most, whatever the service allows. */
export const MOST_ATTACHMENTS = 100;

const MUNICIPALITY_KEY_LENGTH = 8;
const AREA_PATTERN = `^(${[...AREA_LENGTHS, MUNICIPALITY_KEY_LENGTH]
  .map((length) => `\\d{${length}}`)
  .join('|')})$`;

const TEXT = '^[^\\u0000-\\u001f\\u007f]*$';
const FILE_NAME = '^(?!\\.{1,2}$)[^\\u0000-\\u001f\\u007f/\\\\]*$';
/** Stricter than the formats of the same name, which allow leap seconds, spaces and `urn:uuid:`. */
const TIME = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:[0-5]\\d(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$';
const UUID = '^[0-9A-Fa-f-]{36}$';
const MEDIA_TYPE = '^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$';

/** The JSON Schema of what a client posts. The form data in `data` has a schema of its own for each service. */
export const SUBMISSION_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['service', 'area', 'reference', 'data'],
  properties: {
    service: {
      type: 'string',
      pattern: SERVICE_KEY.source,
      description: 'a Leistungsschlüssel: 14 digits beginning with 99',
    },
    area: {
      type: 'string',
      pattern: AREA_PATTERN,
      description:
        'the ARS of 12 digits where responsibility lies, or a prefix of 2, 3, 5 or 9, or the AGS of 8 digits',
    },
    reference: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: TEXT,
      description:
        "The client's own id of the submission. The same again gives the same submission.",
    },
    kind: {
      type: 'string',
      enum: SUBMISSION_KINDS,
      description: 'application where left out; the others need relatesTo',
    },
    relatesTo: {
      type: ['string', 'null'],
      format: 'uuid',
      pattern: UUID,
      description: 'the earlier submission that this one supplements, amends or withdraws',
    },
    submittedAt: {
      type: 'string',
      format: 'date-time',
      pattern: TIME,
      description: 'the moment when the citizen submitted, with zone',
    },
    caseId: {
      type: ['string', 'null'],
      format: 'uuid',
      pattern: UUID,
      description: 'a case of the same client',
    },
    test: { type: 'boolean', description: 'Refused where the activation takes no tests' },
    restricted: {
      type: 'boolean',
      description: 'Auskunftssperre: operators do not see the content',
    },
    data: { type: 'object', description: 'The form data, after the schema of the service' },
    authentication: {
      type: ['object', 'null'],
      additionalProperties: false,
      required: ['means', 'levelOfAssurance'],
      properties: {
        means: { type: 'string', minLength: 1, maxLength: 100, pattern: TEXT },
        levelOfAssurance: { type: 'string', enum: LEVELS_OF_ASSURANCE },
      },
    },
    payment: {
      type: ['object', 'null'],
      description: `What was paid, in your own words. It goes along as replyChannel does`,
    },
    replyChannel: {
      description: `Where the applicant wants the answer, in your own words. With authentication and payment it goes to the case system and comes back with replies, unchanged; the three have ${MOST_ALONGSIDE} bytes at most, together and as JSON in ASCII`,
    },
    replies: {
      type: 'string',
      enum: REPLIES_WANTED,
      description:
        'none where no answer is wanted: the case system is told, and its answers refused',
    },
    attachments: {
      type: 'array',
      maxItems: MOST_ATTACHMENTS,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'name', 'mediaType', 'purpose', 'sha512'],
        properties: {
          id: {
            type: 'string',
            format: 'uuid',
            pattern: UUID,
            description: 'a UUID that names the part of the body',
          },
          name: { type: 'string', minLength: 1, maxLength: 255, pattern: FILE_NAME },
          mediaType: { type: 'string', maxLength: 127, pattern: MEDIA_TYPE },
          purpose: { type: 'string', minLength: 1, maxLength: 100, pattern: TEXT },
          sha512: { type: 'string', pattern: '^[0-9a-fA-F]{128}$' },
          size: {
            type: 'integer',
            minimum: 0,
            description: 'Bytes. With it, what is too large is refused before it is sent',
          },
        },
      },
    },
  },
} as const;
