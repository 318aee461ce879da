import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenStore } from '../fixtures/stores.js';
import { ACCEPTED, BUSY, DeliveryBed, destination, REFUSED } from './delivery-bed.js';

/** The same on both databases. */
export function correctionSuite(name: string, open: OpenStore): void {
  describe(`a corrected message: ${name}`, () => {
    let bed: DeliveryBed;

    beforeEach(async () => {
      bed = await DeliveryBed.open(open);
      bed.answer = ({ messageId }) => (messageId === 'm1' ? REFUSED : ACCEPTED);
      bed.start();
    });
    afterEach(() => bed.close());

    it('takes the place of the one that was refused, so that nothing overtakes', async () => {
      await bed.publish({ id: 'm0' }, { id: 'm1' }, { id: 'm2' }, { id: 'm3' });
      await bed.inState('dead', 'm1');
      await bed.publish({ id: 'm4' }, { id: 'n1', replaces: 'm1' });
      await bed.inState('delivered', 'n1', 'm2', 'm3', 'm4');
      expect(bed.attempted()).toEqual(['m0', 'm1', 'n1', 'm2', 'm3', 'm4']);
      expect(bed.attempts.map(({ replaces }) => replaces).filter(Boolean)).toEqual(['m1']);
      expect(await bed.row('m1')).toMatchObject({ state: 'replaced', head: 0, due_at: null });
      const types = (await bed.journal('n1')).map(({ type }) => type);
      expect(types).toEqual(['delivering', 'delivered']);
    });

    it('is sent once, however often its record comes', async () => {
      await bed.publish({ id: 'm1' });
      await bed.inState('dead', 'm1');
      await bed.publish({ id: 'n1', replaces: 'm1' }, { id: 'n1', replaces: 'm1' });
      await bed.inState('delivered', 'n1');
      await bed.publish({ id: 'n1', replaces: 'm1' });
      await bed.stepsDone();
      expect(bed.attempted()).toEqual(['m1', 'n1']);
      expect((await bed.journal('n1')).map(({ type }) => type)).toEqual([
        'delivering',
        'delivered',
      ]);
    });

    it('that is refused as well holds the case, and is corrected in its turn', async () => {
      bed.answer = ({ messageId }) => (/^[mn]1$/.test(messageId) ? REFUSED : ACCEPTED);
      await bed.publish({ id: 'm1' }, { id: 'm2' });
      await bed.inState('dead', 'm1');
      await bed.publish({ id: 'n1', replaces: 'm1' });
      await bed.inState('dead', 'n1');
      expect(bed.attempted()).toEqual(['m1', 'n1']);
      await bed.publish({ id: 'o1', replaces: 'n1' });
      await bed.inState('delivered', 'o1', 'm2');
      expect(bed.attempted()).toEqual(['m1', 'n1', 'o1', 'm2']);
      expect((await bed.row('n1'))?.state).toBe('replaced');
    });

    it('whose area was corrected goes elsewhere, and its case goes on where it was', async () => {
      bed.destinations.set('elsewhere', destination('elsewhere'));
      await bed.publish({ id: 'm1' }, { id: 'm2' });
      await bed.inState('dead', 'm1');
      const moved = { id: 'n1', replaces: 'm1', destination: 'elsewhere' };
      await bed.publish(moved, moved);
      await bed.inState('delivered', 'n1', 'm2');
      expect((await bed.row('m1'))?.state).toBe('replaced');
      expect((await bed.row('n1'))?.destination).toBe('elsewhere');
      expect(bed.attempted().filter((id) => id === 'n1')).toHaveLength(1);
    });

    it('that was poison and is replayed lets the case go on where it was', async () => {
      bed.destinations.set('elsewhere', destination('elsewhere'));
      await bed.publish({ id: 'm1' }, { id: 'm2' });
      await bed.inState('dead', 'm1');
      await bed.replayPoison({ id: 'n1', replaces: 'm1', destination: 'elsewhere' });
      await bed.inState('delivered', 'n1', 'm2');
      expect(bed.attempted().sort()).toEqual(['m1', 'm2', 'n1']);
    });

    it('is a dead letter where the one before was settled meanwhile, and a replay sends it', async () => {
      await bed.publish({ id: 'm1' });
      await bed.inState('dead', 'm1');
      await bed.decide('discard', 'm1');
      await bed.publish({ id: 'n1', replaces: 'm1' }, { id: 'm2' });
      await bed.inState('dead', 'n1');
      expect(bed.attempted()).toEqual(['m1']);
      expect(await bed.journal('n1')).toMatchObject([
        { type: 'delivering' },
        { type: 'dead-lettered', code: 'too-late' },
      ]);
      await bed.decide('replay', 'n1');
      await bed.inState('delivered', 'n1', 'm2');
      expect(bed.attempted()).toEqual(['m1', 'n1', 'm2']);
    });

    it('that comes too late waits for its turn before it is a dead letter', async () => {
      bed.answer = ({ messageId }) => (messageId === 'm0' ? BUSY : ACCEPTED);
      await bed.publish({ id: 'm1' });
      await bed.inState('delivered', 'm1');
      await bed.publish({ id: 'm0' }, { id: 'n1', replaces: 'm1' });
      await bed.stepsDone();
      expect((await bed.row('n1'))?.state).toBe('open');
      bed.answer = () => ACCEPTED;
      bed.pass(60);
      await bed.inState('dead', 'n1');
      expect((await bed.row('m0'))?.state).toBe('delivered');
    });
  });
}
