import { EmbeddedEventLog } from '#event-log';
import { secretsOf } from '#landscape';
import type { Program } from '#runtime';
import { describeSubmission, writeSummary } from '#summary';
import { DeliveryModule } from './delivery.module.js';
import { DELIVERY_SETTINGS } from './delivery.settings.js';
import { Summaries } from './summary/summaries.js';

export const DELIVERY: Program<typeof DELIVERY_SETTINGS> = {
  name: 'delivery',
  apps: ['delivery'],
  settings: DELIVERY_SETTINGS,
  modules: (installation, settings) => [
    DeliveryModule.register({
      ...installation,
      destinationContext: {
        dataFolder: installation.dataFolder,
        readSecret: secretsOf(installation.configuration.folders.landscape, process.env),
        topicsInReach: !(installation.eventLog instanceof EmbeddedEventLog),
      },
      summaries: new Summaries({
        ...installation,
        makeSummary: (input) => writeSummary(describeSubmission(input)),
      }),
      settings,
    }),
  ],
};
