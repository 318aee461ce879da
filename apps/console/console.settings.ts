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
});
