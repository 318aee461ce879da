import { statSync } from 'node:fs';

/** What costs most goes first, so that no processor is idle while the last one works off a long suite. */
const COSTLY_FIRST = [
  /\/test\/faults\//,
  /\/test\/.*\.server-spec\./,
  /\.server-spec\./,
  /\/test\/.*\.e2e-spec\./,
  /\.e2e-spec\./,
  /\.int-spec\./,
];

/** The order of the suites: the same on every machine and in every run, whatever the runs before took. */
export default class Order {
  sort(tests) {
    const ranked = tests.map((test) => ({
      test,
      rank: rankOf(test.path),
      size: sizeOf(test.path),
    }));
    ranked.sort((a, b) => a.rank - b.rank || b.size - a.size);
    return ranked.map(({ test }) => test);
  }

  /** Nothing is kept of earlier runs. */
  cacheResults() {}

  allFailedTests(tests) {
    return tests;
  }
}

function rankOf(path) {
  const rank = COSTLY_FIRST.findIndex((pattern) => pattern.test(path));
  return rank === -1 ? COSTLY_FIRST.length : rank;
}

function sizeOf(path) {
  return statSync(path).size;
}
