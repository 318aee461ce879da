import { DESTINATION_STATUSES } from '#domain';
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
  textOrNull,
} from './answers.schema.js';

const TAGS = ['destinations'];

const instantOrNull = { ...textOrNull, description: 'ISO 8601 in UTC' } as const;

const SUMMARY = {
  id: text,
  name: { ...textOrNull, description: 'null where the landscape has it no more' },
  transport: textOrNull,
  status: { type: 'string', enum: DESTINATION_STATUSES },
  waiting: { ...count, description: 'Deliveries that are not settled and no dead letters' },
  oldestAt: { ...instantOrNull, description: 'Since when the oldest waits whose turn it is' },
  dead: { ...count, description: 'Dead letters that hold their cases here' },
  lastOutcome: { ...textOrNull, description: 'Of the last attempt, told at least once a minute' },
  lastCode: textOrNull,
  lastAt: instantOrNull,
  pausedAt: instantOrNull,
  pausedBy: textOrNull,
  pausedReason: textOrNull,
} as const;

const ID = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 200 } },
} as const;

const RESULT = object({
  destination: text,
  operation: { type: 'string', enum: ['pause', 'resume'] },
  detail: text,
});

export const LIST = {
  tags: TAGS,
  summary: 'List the destinations, those that need a look first',
  response: {
    200: answer('All destinations', object({ destinations: list(object(SUMMARY)) })),
    ...REFUSED,
  },
};

export const SHOW = {
  tags: TAGS,
  summary: 'Show one destination: its breaker, and what operators decided',
  params: ID,
  response: {
    200: answer(
      'The destination',
      object({
        ...SUMMARY,
        breaker: object({
          state: { type: 'string', enum: ['closed', 'open', 'half-open'] },
          failures: { ...count, description: 'Failed attempts in a row' },
          openedAt: instantOrNull,
          probeAt: { ...instantOrNull, description: 'The next attempt, where it is open' },
          failedProbes: count,
        }),
        disabledAt: instantOrNull,
        disabledDetail: textOrNull,
        operations: list(
          object({ operation: text, operator: text, reason: textOrNull, at: instant }),
        ),
      }),
    ),
    ...REFUSED,
    ...NOT_FOUND,
  },
};

export const PAUSE = {
  tags: TAGS,
  summary: 'Let nothing more be attempted at a destination, for a reason',
  params: ID,
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['reason'],
    properties: { reason: { type: 'string', maxLength: 1_000 } },
  },
  response: {
    202: answer('It is carried out within a moment', RESULT),
    422: problemResponse('No reason is given'),
    ...REFUSED,
    ...NOT_FOUND,
  },
};

export const RESUME = {
  tags: TAGS,
  summary: 'Let a destination go on that is paused, disabled or does not answer',
  params: ID,
  response: {
    202: answer('It is carried out within a moment', RESULT),
    ...REFUSED,
    ...NOT_FOUND,
  },
};
