import { submissionStatus } from '#register';
import type { Program } from '#runtime';
import { IntakeModule } from './intake.module.js';
import { INTAKE_SETTINGS } from './intake.settings.js';

export const INTAKE: Program<typeof INTAKE_SETTINGS> = {
  name: 'intake',
  apps: ['intake'],
  settings: INTAKE_SETTINGS,
  largestValue: ({ maxData }) => maxData,
  modules: (installation, settings) => [
    IntakeModule.register({
      ...installation,
      progress: (submissionId) => submissionStatus(installation.store.tables(), submissionId),
      now: installation.clock,
      settings,
    }),
  ],
};
