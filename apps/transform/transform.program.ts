import type { Program } from '#runtime';
import { TransformModule } from './transform.module.js';
import { TRANSFORM_SETTINGS } from './transform.settings.js';

export const TRANSFORM: Program<typeof TRANSFORM_SETTINGS> = {
  name: 'transform',
  apps: ['transform'],
  settings: TRANSFORM_SETTINGS,
  largestValue: ({ largestMessage }) => largestMessage,
  modules: (installation, settings) => [TransformModule.register({ ...installation, settings })],
};
