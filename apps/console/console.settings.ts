import { defineSettings } from '#settings';

export const CONSOLE_SETTINGS = defineSettings({
  ledgerPatience: {
    env: 'NAHTLOS_LEDGER_PATIENCE',
    kind: 'integer',
    unit: 'seconds',
    minimum: 0,
    maximum: 600,
    default: 10,
    description:
      'How long the ledger waits for the register to take in what has just happened before it says that it lags.',
  },
  purgeInterval: {
    env: 'NAHTLOS_PURGE_INTERVAL',
    kind: 'integer',
    unit: 'minutes',
    minimum: 1,
    maximum: 1_440,
    default: 60,
    description:
      'How often what has served its purpose is deleted. After how many days that is, the landscape says.',
  },
});
