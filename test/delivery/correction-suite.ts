import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '#destinations';
import { HEADERS } from '#domain';
import { letFollow } from '../../apps/delivery/moves/case-moves.js';
import {
  buryAcknowledged,
  lockDelivery,
  settleAcknowledged,
} from '../../apps/delivery/queue/acknowledge.js';
import type { OpenStore } from '../fixtures/stores.js';
import { until } from '../fixtures/until.js';
import { ACCEPTED, BUSY, DeliveryBed, destination, REFUSED } from './delivery-bed.js';

const OFFERED: Outcome = { kind: 'offered', withinSeconds: 600 };

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

    describe('whose area was corrected', () => {
      /** In the place of another, at the destination of that area. */
      const moved = (id: string, replaces: string, more = {}) => ({
        ...{ id, replaces, destination: 'elsewhere' },
        ...more,
      });

      /** The case system says so of a message that it has. */
      const notResponsible = (messageId: string) =>
        bed.write(async (tables) => {
          const known = await lockDelivery(tables, { messageId, destination: 'files' });
          const failure = { code: 'not-responsible', detail: 'Elsewhere.' };
          await buryAcknowledged(tables, known!.delivery, failure);
        });
      const codesOf = async (messageId: string) =>
        (await bed.journal(messageId)).flatMap((event) =>
          event.type === 'dead-lettered' ? [event.code] : [],
        );

      beforeEach(() => {
        bed.destinations.set('elsewhere', destination('elsewhere'));
      });

      it('goes elsewhere once, and its case follows in order: nothing more is sent here', async () => {
        await bed.publish({ id: 'm1' }, { id: 'm2' }, { id: 'm3' });
        await bed.inState('dead', 'm1');
        await bed.publish(moved('n1', 'm1'), moved('n1', 'm1'));
        await bed.publish({ id: 'm4', destination: 'elsewhere' });
        await bed.inState('delivered', 'n1');
        await bed.inState('dead', 'm2');
        expect((await bed.row('m1'))?.state).toBe('replaced');
        expect((await bed.row('m4'))?.state).toBe('open');
        const letter = (await bed.records('dead-letters.gewerbe')).at(-1);
        expect(letter?.headers[HEADERS.code]).toBe('not-responsible');
        expect(letter?.headers[HEADERS.detail]).toContain('the destination elsewhere (area 072355');
        expect(letter?.headers).not.toHaveProperty(HEADERS.forwardArea);

        await bed.publish(moved('n2', 'm2'));
        await bed.inState('delivered', 'n2');
        await bed.inState('dead', 'm3');
        expect((await bed.row('m4'))?.state).toBe('open');
        await bed.publish(moved('n3', 'm3'));
        await bed.inState('delivered', 'n3', 'm4');
        // Made before the case moved, and late because of its topic.
        await bed.publish({ id: 'm3b' });
        await bed.inState('dead', 'm3b');
        expect(bed.attempted()).toEqual(['m1', 'n1', 'n2', 'n3', 'm4']);
      });

      it('keeps the order where each destination has a topic of its own', async () => {
        const [own, other] = [{ topic: 'cluster.gewerbe.files' }, { topic: 'cluster.gewerbe' }];
        await bed.publish({ id: 'm1', ...own }, { id: 'm2', ...own });
        await bed.inState('dead', 'm1');
        const m3 = { id: 'm3', destination: 'elsewhere', ...other };
        await bed.publish(moved('n1', 'm1', other), m3);
        await bed.inState('dead', 'm2');
        await bed.publish({ id: 'm2b', ...own });
        await bed.stepsDone();
        await bed.publish(moved('n2', 'm2', other));
        await bed.inState('dead', 'm2b');
        expect((await bed.row('m3'))?.state).toBe('open');
        await bed.publish(moved('n2b', 'm2b', other));
        await bed.inState('delivered', 'n2b', 'm3');
        expect(bed.attempted()).toEqual(['m1', 'n1', 'n2', 'n2b', 'm3']);
        expect((await bed.row('n2'))?.origin_topic).toBe('cluster.gewerbe');
      });

      it('leaves other messages of the same submissions where they are', async () => {
        const copy = { target: 'copy' };
        await bed.publish({ id: 'm1' }, { id: 'c1', ...copy }, { id: 'm2' }, { id: 'c2', ...copy });
        await bed.inState('dead', 'm1');
        await bed.publish(moved('n1', 'm1'));
        await bed.inState('delivered', 'n1', 'c1');
        await bed.inState('dead', 'm2');
        await bed.publish(moved('n2', 'm2'));
        await bed.inState('delivered', 'n2', 'c2');
        expect(bed.attempted().sort()).toEqual(['c1', 'c2', 'm1', 'n1', 'n2']);
      });

      it('lets the case go on once what waited is discarded, or sent here on purpose', async () => {
        await bed.publish({ id: 'm1' }, { id: 'm2' }, { id: 'm3' });
        await bed.inState('dead', 'm1');
        await bed.publish(moved('n1', 'm1'), { id: 'm4', destination: 'elsewhere' });
        await bed.inState('dead', 'm2');
        await bed.decide('discard', 'm2');
        await bed.inState('dead', 'm3');
        expect((await bed.row('m4'))?.state).toBe('open');
        await bed.decide('replay', 'm3');
        await bed.inState('delivered', 'm3', 'm4');
        expect(bed.attempted().sort()).toEqual(['m1', 'm3', 'm4', 'n1']);
      });

      it('takes along what is replayed although it failed here before the case moved', async () => {
        bed.answer = ({ messageId }) => (messageId === 'm2' ? REFUSED : ACCEPTED);
        await bed.publish({ id: 'm1' }, { id: 'm2' });
        await bed.inState('dead', 'm2');
        await notResponsible('m1');
        await bed.publish(moved('n1', 'm1'));
        await bed.inState('delivered', 'n1');
        await bed.decide('replay', 'm2');
        await until(async () => ((await codesOf('m2')).length === 2 ? true : undefined));
        expect(await codesOf('m2')).toEqual(['refused', 'not-responsible']);
        expect(bed.attempted()).toEqual(['m1', 'm2', 'n1']);
      });

      it('takes back what the case system has within reach, and hears what it says all the same', async () => {
        const settings = { acknowledgement: 'consumer' };
        bed.destinations.set('files', destination('files', { settings }));
        bed.answer = ({ messageId }) => (messageId === 'm2' ? OFFERED : ACCEPTED);
        await bed.publish({ id: 'm1' });
        await bed.inState('delivered', 'm1');
        await bed.publish({ id: 'm2' });
        await bed.inState('offered', 'm2');
        await notResponsible('m1');
        await bed.publish(moved('n1', 'm1'), { id: 'm3', destination: 'elsewhere' });
        await bed.inState('dead', 'm2');
        expect((await bed.row('m3'))?.state).toBe('open');
        await bed.write(async (tables) => {
          const ref = { messageId: 'm2', destination: 'files' };
          const known = await lockDelivery(tables, ref);
          await settleAcknowledged(tables, known!.delivery, 'delivered', bed.clock.now);
          await letFollow(tables, ref, bed.clock.now);
        });
        bed.pass(60);
        await bed.inState('delivered', 'm3');
      });

      it('and corrected once more takes the case on, with what has not followed yet', async () => {
        bed.destinations.set('third', destination('third'));
        bed.answer = ({ messageId }) => (/^[mn]1$/.test(messageId) ? REFUSED : ACCEPTED);
        await bed.publish({ id: 'm1' }, { id: 'm2' });
        await bed.inState('dead', 'm1');
        await bed.publish(moved('n1', 'm1'), { id: 'm3', destination: 'elsewhere' });
        await bed.inState('dead', 'n1', 'm2');
        const third = { destination: 'third' };
        await bed.publish(moved('o1', 'n1', third), { id: 'm4', ...third });
        await bed.inState('delivered', 'o1');
        await bed.inState('dead', 'm3');
        await bed.publish(moved('o3', 'm3', third));
        await bed.stepsDone();
        expect((await bed.row('o3'))?.state).toBe('open');
        await bed.publish(moved('o2', 'm2', third));
        await bed.inState('delivered', 'o2', 'o3', 'm4');
        expect(bed.attempted()).toEqual(['m1', 'n1', 'o1', 'o2', 'o3', 'm4']);
      });

      it('back to where the case began makes it go on there', async () => {
        bed.answer = ({ messageId }) => (/^[mn]1$/.test(messageId) ? REFUSED : ACCEPTED);
        await bed.publish({ id: 'm1' });
        await bed.inState('dead', 'm1');
        await bed.publish(moved('n1', 'm1'), { id: 'm2', destination: 'elsewhere' });
        await bed.inState('dead', 'n1');
        await bed.publish(moved('o1', 'n1', { destination: 'files' }), { id: 'm3' });
        await bed.inState('delivered', 'o1');
        await bed.inState('dead', 'm2');
        expect((await bed.row('m3'))?.state).toBe('open');
        await bed.publish(moved('o2', 'm2', { destination: 'files' }));
        await bed.inState('delivered', 'o2', 'm3');
        expect(bed.attempted()).toEqual(['m1', 'n1', 'o1', 'o2', 'm3']);
      });
    });

    it('that was poison and is replayed turns away at once what waited where the case was', async () => {
      bed.destinations.set('elsewhere', destination('elsewhere'));
      await bed.publish({ id: 'm1' }, { id: 'm2' });
      await bed.inState('dead', 'm1');
      await bed.replayPoison({ id: 'n1', replaces: 'm1', destination: 'elsewhere' });
      await bed.inState('delivered', 'n1');
      await bed.inState('dead', 'm2');
      expect(bed.attempted().sort()).toEqual(['m1', 'n1']);
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
