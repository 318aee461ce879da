import base from './jest.config.js';

/** Suites that need Kafka and PostgreSQL: both are started once for the run. */
export default {
  ...base,
  testRegex: ['\\.server-spec\\.ts$'],
  testTimeout: 120_000,
  // One waits for a lease, a group or a server while the other works. More would starve the brokers of a small machine.
  maxWorkers: 2,
  globalSetup: '<rootDir>/dist/servers/test-run/start.js',
  globalTeardown: '<rootDir>/dist/servers/test-run/stop.js',
};
