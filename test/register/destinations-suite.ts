import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DestinationOperations, DestinationRegister } from '#register';
import {
  ACCEPTED,
  BUSY,
  DeliveryBed,
  destination,
  REFUSED,
  START,
} from '../delivery/delivery-bed.js';
import type { OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';

/** What operators see of destinations, and what they decide, on the tables that delivery writes. */
export function destinationsSuite(name: string, open: OpenStore): void {
  describe(`destinations for operators: ${name}`, () => {
    let bed: DeliveryBed;
    let register: DestinationRegister;
    let operations: DestinationOperations;

    beforeEach(async () => {
      bed = await DeliveryBed.open(open);
      const { store, eventLog } = bed;
      const breaker = { failures: 1, firstProbe: 10, longestProbe: 10 };
      for (const id of ['down', 'quiet']) bed.destinations.set(id, destination(id, { breaker }));
      register = new DestinationRegister({
        store,
        destinations: () => [...bed.destinations.values()],
      });
      operations = new DestinationOperations({ store, eventLog, register });
      bed.answer = ({ messageId }) =>
        messageId.startsWith('d') ? BUSY : messageId === 'refused' ? REFUSED : ACCEPTED;
      bed.start();
      await bed.publish(
        { id: 'm1' },
        { id: 'refused', case: 'c2' },
        { id: 'behind', case: 'c2' },
        { id: 'd1', destination: 'down', case: 'c3' },
        { id: 'd2', destination: 'down', case: 'c3' },
      );
      await bed.inState('delivered', 'm1');
      await bed.inState('dead', 'refused');
      await until(async () =>
        (await register.show('down'))?.status === 'failing' ? true : undefined,
      );
    });
    afterEach(() => bed.close());

    const listed = async () =>
      Object.fromEntries((await register.list()).map((one) => [one.id, one]));

    it('are listed with what lies there, those that need a look first', async () => {
      const list = await register.list();
      expect(list.map(({ id }) => id)).toEqual(['down', 'files', 'quiet']);
      expect(list).toMatchObject([
        {
          name: 'down',
          transport: 'scripted',
          status: 'failing',
          waiting: 2,
          oldestAt: new Date(START).toISOString(),
          dead: 0,
          lastOutcome: 'retry',
          lastCode: 'unreachable',
        },
        { status: 'flowing', waiting: 1, dead: 1 },
        { status: 'flowing', waiting: 0, oldestAt: null, dead: 0, lastOutcome: null },
      ]);
    });

    it('that the landscape has no more are listed as long as something lies there', async () => {
      bed.destinations.delete('down');
      bed.destinations.delete('quiet');
      expect(Object.keys(await listed())).toEqual(['down', 'files']);
      expect(await register.show('down')).toMatchObject({ name: null, waiting: 2 });
    });

    it('are shown with their breaker, and what was decided', async () => {
      expect(await register.show('down')).toMatchObject({
        breaker: {
          state: 'open',
          failures: 1,
          openedAt: new Date(START).toISOString(),
          probeAt: new Date(START + 7_500).toISOString(),
          failedProbes: 0,
        },
        operations: [],
      });
      expect(await register.show('nowhere')).toBeUndefined();
    });

    it('are paused and resumed by a named operator, and both stay in their history', async () => {
      await operations.pause('down', 'Erika Muster', 'Maintenance until noon');
      await bed.stepsDone();
      expect((await listed()).down).toMatchObject({
        status: 'paused',
        pausedAt: new Date(START).toISOString(),
        pausedBy: 'Erika Muster',
        pausedReason: 'Maintenance until noon',
      });
      bed.answer = () => ACCEPTED;
      bed.pass(100);
      await operations.resume('down', 'Max Muster');
      await bed.inState('delivered', 'd1', 'd2');
      expect(await register.show('down')).toMatchObject({
        status: 'flowing',
        pausedAt: null,
        breaker: { state: 'closed', failures: 0 },
        operations: [
          { operation: 'resume', operator: 'Max Muster', reason: null },
          { operation: 'pause', operator: 'Erika Muster', reason: 'Maintenance until noon' },
        ],
      });
    });

    it('are not paused without a reason, nor by nobody, nor where there is none', async () => {
      const refused = (code: string) => expect.objectContaining({ code });
      await expect(operations.pause('down', 'Erika', ' ')).rejects.toEqual(refused('invalid'));
      await expect(operations.pause('down', ' ', 'Why')).rejects.toEqual(refused('invalid'));
      await expect(operations.pause('nowhere', 'E', 'Why')).rejects.toEqual(refused('not-found'));
      await expect(operations.resume('nowhere', 'Erika')).rejects.toEqual(refused('not-found'));
      expect(await bed.records('operations')).toEqual([]);
    });
  });
}
