import type { Program } from '#runtime';
import { CONSOLE } from '../console/console.program.js';
import { DELIVERY } from '../delivery/delivery.program.js';
import { INTAKE } from '../intake/intake.program.js';
import { TRANSFORM } from '../transform/transform.program.js';

const SETTINGS = {
  ...INTAKE.settings,
  ...TRANSFORM.settings,
  ...DELIVERY.settings,
  ...CONSOLE.settings,
};

/** The four apps in one process. */
export const STANDALONE: Program<typeof SETTINGS> = {
  name: 'standalone',
  apps: [INTAKE, TRANSFORM, DELIVERY, CONSOLE].flatMap((program) => program.apps),
  settings: SETTINGS,
  largestValue: ({ maxData, largestMessage }) => Math.max(maxData, largestMessage),
  modules: (installation, settings) => [
    ...INTAKE.modules(installation, settings),
    ...TRANSFORM.modules(installation, settings),
    ...DELIVERY.modules(installation, settings),
    ...CONSOLE.modules(installation, settings),
  ],
};
