import { problemResponse } from '#http';
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

export const PURGE = {
  tags: ['installation'],
  summary: 'Delete now what has served its purpose, or only tell what that is',
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['dryRun'],
    properties: { dryRun: { ...flag, description: 'true tells alone, and deletes nothing' } },
  },
  response: {
    200: answer(
      'What is being deleted, what is still due, and what is kept',
      object({
        at: instant,
        purged: { ...count, description: 'Submissions whose data is being deleted' },
        forgotten: {
          ...count,
          description:
            'Submissions past the time of the journal, of which everything is being deleted',
        },
        records: { ...count, description: 'Records deleted from the log' },
        due: list(
          object({
            cluster: textOrNull,
            days: { ...count, description: 'How long data stays after a submission is settled' },
            submissions: count,
            oldestSettledAt: text,
          }),
        ),
        past: object({
          days: {
            ...count,
            description: 'How long what holds no data of applications stays after the purge',
          },
          submissions: count,
          oldestPurgedAt: textOrNull,
        }),
        kept: object({
          settledLately: count,
          openLetter: count,
          pastHeld: count,
          unsettled: object({
            submissions: count,
            olderThan30Days: count,
            olderThan90Days: count,
            oldestReceivedAt: textOrNull,
          }),
        }),
      }),
    ),
    503: problemResponse('Another instance purges just now'),
    ...REFUSED,
  },
};
