import { expect, it } from '@jest/globals';
import { migrateIntake } from '../../../test/delivery/delivery-bed.js';
import { OpenUnit, waiting } from '../../../test/fixtures/open-unit.js';
import { emptyPostgres } from '../../../test/fixtures/stores.js';
import { repliesSuite } from '../../../test/replies/replies-suite.js';
import { numbersOf, taken } from '../../../test/replies/taken-replies.js';

repliesSuite('PostgreSQL', emptyPostgres);

it('a reply that is committed late is never below one that was seen', async () => {
  const store = await emptyPostgres();
  await migrateIntake(store);
  const late = await OpenUnit.begin(store);
  await late.do((tx) => taken(tx, 'portal', 'late'));
  const next = store.write((tx) => taken(tx, 'portal', 'next'));
  await waiting(store);
  expect(await numbersOf(store, 'portal')).toEqual([]);
  await store.write((tx) => taken(tx, 'another', 'not-kept-waiting'));
  await late.commit();
  await next;
  expect(await numbersOf(store, 'portal')).toEqual([
    [1, 'late'],
    [2, 'next'],
  ]);
  await store.close();
});
