import { expect, it } from '@jest/globals';
import { HEADERS } from '#domain';
import { clusterRecord } from '../../test/delivery/delivery-bed.js';
import { OperateBatch } from './operate-batch.js';

const operate = new OperateBatch({ wake: () => {}, decided: () => {}, now: () => new Date(0) });

it.each([
  ['without a word of what is to be done', {}],
  ['to do something unheard of', { [HEADERS.operation]: 'explode' }],
  [
    'that does not say which it is',
    { [HEADERS.operation]: 'pause', [HEADERS.destination]: 'files' },
  ],
  ['about nothing', { [HEADERS.operation]: 'resume', [HEADERS.operationId]: 'd1' }],
])('a decision %s is poison', async (_what, headers) => {
  const record = { ...clusterRecord({ id: 'm1' }), topic: 'operations', headers };
  await expect(operate.handle([record])).rejects.toMatchObject({ code: 'poison' });
});
