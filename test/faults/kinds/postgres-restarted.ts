import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../fault.js';

const ROUNDS = 2;

export const POSTGRES_RESTARTED: Fault = {
  name: 'PostgreSQL is restarted, in good order and after a crash',
  instances: {},
  happen: async ({ servers: { postgres }, random, load }) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await postgres.restart();
      await load.goesOn(1);
      await setTimeout(random.between(100, 2_000));
      await postgres.kill();
      await setTimeout(random.between(0, 1_000));
      await postgres.start();
      await load.goesOn(1);
    }
  },
};
