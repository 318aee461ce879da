import { setTimeout } from 'node:timers/promises';
import { SERVICES } from '#runtime';
import type { Fault } from '../fault.js';

export const KILLED_SERVICES: Fault = {
  name: 'each service is killed and started again',
  instances: {},
  happen: async (bed) => {
    const { random } = bed;
    for (const service of random.inAnyOrder(SERVICES)) {
      await setTimeout(random.between(100, 1_500));
      const instances = bed.instances(service);
      await Promise.all(instances.map((instance) => instance.kill()));
      await Promise.all(instances.map((instance) => instance.start()));
    }
  },
};
