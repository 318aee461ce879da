import {
  answer,
  count,
  flag,
  instant,
  list,
  object,
  REFUSED,
  text,
  textOrNull,
} from './answers.schema.js';

const TIME = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,3})?)?(Z|[+-]\\d\\d:\\d\\d)$',
} as const;

export const LEDGER = {
  tags: ['ledger'],
  summary: 'Account for every submission accepted in a period',
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      from: { ...TIME, description: 'Included; the beginning where absent' },
      to: { ...TIME, description: 'Not included; now where absent' },
    },
  },
  response: {
    200: answer(
      'The account',
      object({
        from: textOrNull,
        to: instant,
        sums: object({
          accepted: count,
          delivered: count,
          rejected: count,
          discarded: count,
          inProgress: count,
          deadLettered: count,
        }),
        differences: list(
          object({ submissionId: text, kind: text, about: textOrNull, detail: text }),
        ),
        differenceCount: count,
        lag: { ...count, description: 'Records that the register had not taken in' },
        beyond: {
          ...object({
            submissions: { ...count, description: 'In all, whatever the period' },
            receivedUntil: instant,
          }),
          type: ['object', 'null'],
          description:
            'Where the period reaches back to submissions that are past the time of the journal: they stand in no sum',
        },
        closed: { ...flag, description: 'Whether the sums add up and nothing differs' },
      }),
    ),
    ...REFUSED,
  },
};
