import { setTimeout } from 'node:timers/promises';
import { SERVICES } from '#runtime';
import type { Fault } from '../fault.js';

const GOES_ON = 20;

export const ONE_OF_TWO_KILLED: Fault = {
  name: 'one of two instances of each service is killed, and the other one goes on alone',
  instances: { intake: 2, transform: 2, delivery: 2, console: 2 },
  happen: async (bed) => {
    const { random, load } = bed;
    for (const service of random.inAnyOrder(SERVICES)) {
      await setTimeout(random.between(100, 1_500));
      await random.oneOf(bed.instances(service)).kill();
    }
    await load.goesOn(GOES_ON);
    await bed.mend();
  },
};
