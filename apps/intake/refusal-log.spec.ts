import { describe, expect, it } from '@jest/globals';
import { Failure } from '#domain';
import { RefusalLog } from './refusal-log.js';

describe('the log of refusals', () => {
  it('says a few at a time, and how many it left out', () => {
    const lines: object[] = [];
    const log = new RefusalLog({
      info: (fields) => lines.push(fields),
      warn: (fields) => lines.push(fields),
    });
    for (let index = 0; index < 50; index += 1) {
      log.refused(new Failure('malformed'), { route: '/' }, 0);
    }
    expect(lines).toHaveLength(20);
    log.refused(new Failure('malformed'), { route: '/' }, 10_000);
    expect(lines.slice(20)).toEqual([
      { refusals: 30 },
      { route: '/', code: 'malformed', findings: [] },
    ]);
  });
});
