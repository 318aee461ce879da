import { expect, it } from '@jest/globals';
import { UnusableDestination } from '#destinations';
import { clusterRecord, destination } from '../../../test/delivery/delivery-bed.js';
import type { ClaimedDelivery } from '../queue/claim.js';
import { attempt } from './attempt.js';

const { value, headers } = clusterRecord({ id: 'm1' });
const claim: ClaimedDelivery = {
  id: 1,
  messageId: 'm1',
  submissionId: 's1',
  caseId: 'case-1',
  destination: 'files',
  cluster: 'gewerbe',
  attempt: 1,
  failures: 0,
  firstFailedAt: null,
  obstacle: null,
  origin: { topic: 'cluster.gewerbe', partition: 0, offset: 0n },
  headers,
  value: value ?? Buffer.alloc(0),
};

const failing = (error: Error) =>
  attempt(
    {
      blobs: { open: () => Promise.reject() as never },
      summaries: { of: async () => undefined },
      connections: {
        to: () => {
          throw error;
        },
      },
      log: { error: () => {} },
    },
    claim,
    destination('files'),
    new AbortController().signal,
  );

it('an attempt tells what to mend at a destination that cannot be opened as it is set up', async () => {
  const sentence = 'The secret env:TOKEN is empty or not set.';
  expect(await failing(new UnusableDestination(sentence))).toMatchObject({
    outcome: { kind: 'retry', detail: expect.stringContaining(sentence) },
    asked: true,
  });
  expect(JSON.stringify(await failing(new Error('of the program')))).not.toContain('program');
});
