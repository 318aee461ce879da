import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../fault.js';

const ROUNDS = 3;

export const REBALANCED: Fault = {
  name: 'a second transform joins and leaves in the middle of transactions',
  instances: {},
  happen: async (bed) => {
    const [, second = bed.add('transform')] = bed.instances('transform');
    for (let round = 0; round < ROUNDS; round += 1) {
      await second.stop();
      await setTimeout(bed.random.between(0, 1_000));
      await second.start();
      await setTimeout(bed.random.between(500, 3_000));
    }
    await second.stop();
  },
};
