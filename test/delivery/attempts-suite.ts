import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ATTEMPTS_KEPT } from '../../apps/delivery/attempts/note-attempts.js';
import type { DeliveryTables } from '../../apps/delivery/delivery.tables.js';
import type { OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';
import { ACCEPTED, BUSY, DeliveryBed, destination, gate, REFUSED, START } from './delivery-bed.js';

/** What is kept of attempts is the same on both databases. */
export function attemptsSuite(name: string, open: OpenStore): void {
  describe(`the attempts of a delivery: ${name}`, () => {
    let bed: DeliveryBed;

    beforeEach(async () => {
      bed = await DeliveryBed.open(open);
    });
    afterEach(() => bed.close());

    const attempts = (messageId: string) =>
      bed.store
        .tables<DeliveryTables>()
        .selectFrom('delivery_attempt as a')
        .innerJoin('delivery as d', 'd.id', 'a.delivery_id')
        .selectAll('a')
        .where('d.message_id', '=', messageId)
        .orderBy('a.attempt')
        .execute();

    async function failed(times: number): Promise<void> {
      await until(async () => ((await bed.row('m1'))?.failures === times ? true : undefined));
    }

    it('are kept with what came of each, across a dead letter and its replay', async () => {
      const refusal = { ...REFUSED, answer: { status: 'HTTP 422', excerpt: 'Not like this.' } };
      const answers = [
        BUSY,
        refusal,
        { ...ACCEPTED, answer: { status: 'HTTP 201', excerpt: null } },
      ];
      bed.answer = ({ attempt }) => answers[attempt - 1] ?? ACCEPTED;
      bed.start();
      await bed.publish({ id: 'm1' });
      await failed(1);
      bed.pass(10);
      await bed.inState('dead', 'm1');
      await bed.decide('replay', 'm1');
      await bed.inState('delivered', 'm1');

      expect(await attempts('m1')).toMatchObject([
        {
          attempt: 1,
          at: START,
          outcome: 'retry',
          code: 'unreachable',
          detail: 'It is busy.',
          status: null,
        },
        {
          attempt: 2,
          at: START + 10_000,
          outcome: 'refused',
          code: 'refused',
          detail: 'Not like this.',
          status: 'HTTP 422',
          excerpt: 'Not like this.',
        },
        {
          attempt: 3,
          at: START + 10_000,
          outcome: 'accepted',
          code: null,
          detail: 'taken',
          status: 'HTTP 201',
          excerpt: null,
        },
      ]);
    });

    it('are the last ones only, where there were very many', async () => {
      const retry = { initialInterval: 1, maximumInterval: 1, giveUpAfter: 1_000 };
      const breaker = { failures: 1_000, firstProbe: 1, longestProbe: 1 };
      bed.destinations.set('files', destination('files', { retry, breaker }));
      const times = ATTEMPTS_KEPT + 3;
      bed.answer = ({ attempt }) => (attempt < times ? BUSY : ACCEPTED);
      bed.start();
      await bed.publish({ id: 'm1' });
      await until(async () => {
        bed.pass(1);
        return (await bed.row('m1'))?.state === 'delivered' ? true : undefined;
      });

      const kept = (await attempts('m1')).map(({ attempt }) => attempt);
      expect(kept).toEqual(Array.from({ length: ATTEMPTS_KEPT }, (_, index) => index + 4));
    });

    it('are those of the process that had the delivery, where two made one', async () => {
      const waking = gate();
      const first = bed.dispatcher({
        tables: () => bed.store.tables(),
        write: async (unit) => {
          if (bed.attempts.length > 0) await waking.promise;
          return bed.store.write(unit);
        },
      });
      await bed.start().stop();
      await bed.publish({ id: 'm1' });
      await bed.stepsDone();
      bed.answer = ({ attempt }) => (attempt === 1 ? REFUSED : ACCEPTED);
      first.start();
      await until(() => (bed.attempts.length === 1 ? true : undefined));
      bed.pass(16);
      bed.dispatcher().start();
      await bed.inState('delivered', 'm1');
      waking.open();
      await until(() =>
        bed.lines.some(({ fields }) => 'decision' in fields && fields.decision === 'taken-over')
          ? true
          : undefined,
      );
      expect(await attempts('m1')).toMatchObject([{ attempt: 2, outcome: 'accepted' }]);
    });
  });
}
