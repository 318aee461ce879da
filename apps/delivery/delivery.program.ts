import { EmbeddedEventLog } from '#event-log';
import { secretsOf } from '#landscape';
import type { Program } from '#runtime';
import { DeliveryModule } from './delivery.module.js';
import { DELIVERY_SETTINGS } from './delivery.settings.js';
import { Summaries } from './summary/summaries.js';
import { SummaryThreads } from './summary/threads/summary-threads.js';

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
      summaries: new Summaries({ ...installation, writer: new SummaryThreads() }),
      settings,
    }),
  ],
};
