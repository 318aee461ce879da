import { problemResponse } from '#http';
import { HIGHEST_RATE, USUAL_RATE } from '#register';
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
import { CRITERIA, ID } from './dead-letters.schema.js';

const TAGS = ['dead letters'];
const instantOrNull = { ...instant, type: ['string', 'null'] } as const;

const PROGRESS = object({
  id: text,
  operation: { type: 'string', enum: ['replay', 'discard'] },
  operator: text,
  reason: { type: ['string', 'null'] },
  filter: { type: 'object', properties: CRITERIA },
  rate: { ...count, description: 'Letters a second' },
  state: { type: 'string', enum: ['running', 'done', 'cancelled'] },
  startedAt: instant,
  endedAt: instantOrNull,
  total: { ...count, description: 'Letters that matched at the start; only they are meant' },
  held: { ...count, description: 'Letters that matched and are held for others: left out' },
  done: count,
  skipped: { ...count, description: 'Decided about, or held, by others meanwhile' },
  failed: { ...count, description: 'Still open: their record is not there, or cannot go back' },
});

export const START = {
  tags: TAGS,
  summary: 'Replay or discard every open dead letter that matches, at a rate',
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['filter', 'operation'],
    properties: {
      filter: { type: 'object', additionalProperties: false, properties: CRITERIA },
      operation: { type: 'string', enum: ['replay', 'discard'] },
      reason: { type: 'string', maxLength: 1_000, description: 'Of a discard' },
      rate: {
        type: 'integer',
        minimum: 1,
        maximum: HIGHEST_RATE,
        description: `Letters a second; ${USUAL_RATE} where absent`,
      },
    },
  },
  response: {
    202: answer('It is begun, and goes on by itself', PROGRESS),
    422: problemResponse('No criterion is given, or no reason'),
    ...REFUSED,
  },
};

export const PROGRESS_OF = {
  tags: TAGS,
  summary: 'How far a bulk operation has come',
  params: ID,
  response: { 200: answer('The bulk operation', PROGRESS), ...REFUSED, ...NOT_FOUND },
};

export const RECENT = {
  tags: TAGS,
  summary: 'The bulk operations that run, and the newest of those that ended',
  response: { 200: answer('At most 50', object({ bulk: list(PROGRESS) })), ...REFUSED },
};

export const CANCEL = {
  tags: TAGS,
  summary: 'End a bulk operation after the batch under way; what is decided stays decided',
  params: ID,
  response: { 200: answer('The bulk operation', PROGRESS), ...REFUSED, ...NOT_FOUND },
};
