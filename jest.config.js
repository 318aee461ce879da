import { readdirSync } from 'node:fs';

const libs = readdirSync(new URL('./libs', import.meta.url)).join('|');

/** Suites by the cost their suffix names: `.spec` pure, `.int-spec` local resources, `.e2e-spec` the built program. */
export default {
  testEnvironment: 'node',
  // Otherwise one processor is left to the runner itself, which has little to do: of two, half would be idle.
  maxWorkers: '100%',
  // A test that waits in vain is ended, and none fails because the machine has other things to do.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/jest.order.js',
  extensionsToTreatAsEsm: ['.ts'],
  testRegex: ['\\.(spec|int-spec|e2e-spec)\\.ts$'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  moduleNameMapper: {
    [`^#(${libs})$`]: '<rootDir>/libs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
