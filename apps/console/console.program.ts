import type { Program } from '#runtime';
import { ConsoleModule } from './console.module.js';
import { CONSOLE_SETTINGS } from './console.settings.js';

export const CONSOLE: Program<typeof CONSOLE_SETTINGS> = {
  name: 'console',
  apps: ['console'],
  settings: CONSOLE_SETTINGS,
  modules: (installation, settings) => [
    ConsoleModule.register({
      ...installation,
      reload: async () => {
        const warnings = await installation.configuration.reload();
        return {
          landscape: installation.landscape.current().version,
          packages: installation.packages.current().version,
          warnings,
        };
      },
      now: installation.clock,
      settings,
    }),
  ],
};
