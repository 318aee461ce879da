import { problemResponse } from '#http';
import {
  answer,
  count,
  instant,
  list,
  NOT_FOUND,
  object,
  REFUSED,
  text,
} from './answers.schema.js';

const TAGS = ['installation'];

export const BACKUP = {
  tags: TAGS,
  summary: 'Write a backup of database and attachments into a file on the server',
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['file'],
    properties: {
      file: { type: 'string', minLength: 1, maxLength: 4_000, description: 'An absolute path' },
    },
  },
  response: {
    200: answer(
      'The file is complete and on the disk',
      object({
        format: count,
        createdAt: instant,
        database: object({ size: { ...count, description: 'bytes' }, sha256: text }),
        attachments: object({ count, size: { ...count, description: 'bytes' } }),
      }),
    ),
    409: problemResponse('The file exists already'),
    422: problemResponse('The path is not absolute'),
    ...REFUSED,
    ...NOT_FOUND,
  },
};

export const RELOAD = {
  tags: TAGS,
  summary: 'Take landscape and packages as they are on the disk now, all or nothing',
  response: {
    200: answer(
      'In force now',
      object({
        landscape: text,
        packages: text,
        warnings: list(object({ file: text, line: count, message: text, severity: text })),
      }),
    ),
    422: problemResponse('They have mistakes; those before stay in force'),
    ...REFUSED,
  },
};
