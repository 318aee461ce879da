import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../fault.js';

/** Milliseconds: longer than the 10 s after which the brokers give the partitions of a silent process to others. */
const STANDS_STILL = 14_000;

export const STOPPED_TRANSFORM: Fault = {
  name: 'a transform stands still until another has taken its place, and then goes on',
  instances: { transform: 2 },
  happen: async (bed) => {
    const zombie = bed.random.oneOf(bed.instances('transform'));
    zombie.standStill();
    await setTimeout(STANDS_STILL);
    zombie.goOn();
  },
};
