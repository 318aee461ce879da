import base from './jest.config.js';

/** Suites that need Kafka and PostgreSQL: both are started once for the run, and the suites run one after the other. */
export default {
  ...base,
  testRegex: ['\\.server-spec\\.ts$'],
  testTimeout: 120_000,
  maxWorkers: 1,
  globalSetup: '<rootDir>/dist/servers/test-run/start.js',
  globalTeardown: '<rootDir>/dist/servers/test-run/stop.js',
};
