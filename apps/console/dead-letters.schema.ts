import { problemResponse } from '#http';
import { LETTER_STATES } from '#register';
import {
  answer,
  count,
  flag,
  instant,
  list,
  NOT_FOUND,
  object,
  REFUSED,
  text,
  textOrNull,
} from './answers.schema.js';

const TAGS = ['dead letters'];
export const NAME = { type: 'string', maxLength: 200 } as const;

const SUMMARY = {
  id: text,
  state: { type: 'string', enum: LETTER_STATES },
  stage: { ...text, description: 'Where it failed: transform, delivery or internal' },
  code: text,
  place: { ...text, description: 'Where it is wrong, without positions in lists' },
  detail: text,
  cluster: text,
  submissionId: textOrNull,
  caseId: text,
  client: textOrNull,
  reference: textOrNull,
  service: textOrNull,
  area: textOrNull,
  messageId: textOrNull,
  destination: textOrNull,
  packageVersion: textOrNull,
  rejectionCode: textOrNull,
  landscapeVersion: textOrNull,
  restricted: flag,
  assignedTo: { ...textOrNull, description: 'Who looks after it' },
  failures: { ...count, description: 'How often it failed' },
  firstAt: instant,
  lastAt: instant,
} as const;

const RESULT = object({
  deadLetterId: text,
  state: { type: 'string', enum: LETTER_STATES },
  changed: { ...flag, description: 'False where it was decided about before' },
  detail: text,
});

export const ID = { type: 'object', required: ['id'], properties: { id: NAME } } as const;

/** What narrows a list, and names what a bulk operation is about. An empty one means those that have none. */
export const CRITERIA = {
  cluster: NAME,
  code: NAME,
  place: { type: 'string', maxLength: 2_000 },
  packageVersion: NAME,
  destination: NAME,
  service: NAME,
  client: NAME,
  submissionId: NAME,
  assignedTo: NAME,
} as const;

export const LIST = {
  tags: TAGS,
  summary: 'List or group the dead letters, those that wait longest first',
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      state: { type: 'string', enum: [...LETTER_STATES, 'all'], description: 'open by default' },
      ...CRITERIA,
      group: {
        type: 'string',
        enum: ['cause'],
        description: 'Groups by code, place, package version and destination instead of listing',
      },
      limit: { type: 'string', pattern: '^[1-9]\\d{0,2}$', description: '100 by default' },
      after: { ...NAME, description: 'Where the page before ended: its next' },
    },
  },
  response: {
    200: answer('A page of dead letters, or groups', {
      type: 'object',
      properties: {
        deadLetters: list(object(SUMMARY)),
        next: textOrNull,
        groups: list(
          object({
            id: { ...text, description: 'Names the cause' },
            code: text,
            place: text,
            packageVersion: textOrNull,
            destination: textOrNull,
            letters: count,
            firstAt: instant,
            lastAt: instant,
          }),
        ),
      },
    }),
    ...REFUSED,
  },
};

export const SHOW = {
  tags: TAGS,
  summary: 'Show one dead letter; its payload only when asked for, and never of a restricted one',
  params: ID,
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: { payload: { type: 'string', enum: ['true', 'false'] } },
  },
  response: {
    200: answer(
      'The dead letter',
      object({
        ...SUMMARY,
        findings: list(object({ pointer: text, code: text, detail: text })),
        origin: textOrNull,
        assignment: {
          type: ['object', 'null'],
          properties: { to: text, by: text, note: textOrNull, at: instant },
        },
        operations: list(
          object({
            operation: text,
            operator: text,
            reason: textOrNull,
            fields: { type: ['array', 'null'], items: text },
            at: instant,
          }),
        ),
        attempts: list(
          object({
            attempt: count,
            at: instant,
            milliseconds: count,
            outcome: text,
            code: textOrNull,
            detail: textOrNull,
            status: { ...textOrNull, description: 'What the case system answered with' },
            excerpt: { ...textOrNull, description: 'Of the text of its answer' },
          }),
        ),
        payload: {
          type: ['object', 'null'],
          properties: { encoding: text, text },
        },
        payloadAbsence: textOrNull,
        stages: {
          type: ['object', 'null'],
          description: 'What the steps saw of it, shown and hidden as the payload',
          properties: {
            formData: { type: ['object', 'null'], additionalProperties: true },
            message: textOrNull,
          },
        },
      }),
    ),
    ...REFUSED,
    ...NOT_FOUND,
  },
};

export const REPLAY = {
  tags: TAGS,
  summary: 'Hand what failed back to the step that could not take it; once per failure',
  params: ID,
  response: { 200: answer('What became of it', RESULT), ...REFUSED, ...NOT_FOUND },
};

export const DISCARD = {
  tags: TAGS,
  summary: 'Give up what failed, for a reason; once per failure',
  params: ID,
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['reason'],
    properties: { reason: { type: 'string', maxLength: 1_000 } },
  },
  response: {
    200: answer('What became of it', RESULT),
    422: problemResponse('No reason is given'),
    ...REFUSED,
    ...NOT_FOUND,
  },
};

export const ASSIGN = {
  tags: TAGS,
  summary: 'Hold it for a colleague: decisions about many letters leave it out',
  params: ID,
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['to'],
    properties: {
      to: NAME,
      note: { type: 'string', maxLength: 2_000, description: 'Stays in the register' },
    },
  },
  response: {
    200: answer('What became of it', RESULT),
    422: problemResponse('No name is given'),
    ...REFUSED,
    ...NOT_FOUND,
  },
};

export const RELEASE = {
  tags: TAGS,
  summary: 'Hold it for nobody in particular',
  params: ID,
  response: { 200: answer('What became of it', RESULT), ...REFUSED, ...NOT_FOUND },
};
