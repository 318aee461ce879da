import { expect, test } from '@jest/globals';
import { defaultThreads } from './default-threads.js';

test.each([
  [1, 0],
  [3, 0],
  [4, 2],
  [6, 4],
  [32, 4],
])('on %d processors, %d threads write messages by default', (processors, threads) => {
  expect(defaultThreads(processors)).toBe(threads);
});
