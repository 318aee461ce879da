import { describe, expect, it } from '@jest/globals';
import { FAILURES, Failure, type FailureCode } from '#domain';
import { problemOf, retryAfterOf } from './problem.js';
import { requestFailure } from './request-failure.js';

describe('a failure as a problem', () => {
  it('names its kind, its status, what to do, and every finding', () => {
    const findings = [
      { pointer: '/data/name', code: 'required', detail: 'This field is required.' },
    ];
    expect(problemOf(new Failure('invalid', 'See errors.', { findings }))).toEqual({
      type: 'urn:nahtlos:problem:invalid',
      title: 'What was sent is not valid',
      status: 422,
      detail: 'See errors.',
      errors: findings,
    });
  });

  it('lists what can be read, and how much more there is', () => {
    const findings = Array.from({ length: 700 }, () => ({ pointer: '/x', code: 'y', detail: 'z' }));
    const { errors } = problemOf(new Failure('invalid', '', { findings }));
    expect(errors).toHaveLength(501);
    expect(errors?.at(-1)?.detail).toContain('200 more');
  });

  it('keeps our own trouble to the log', () => {
    const problem = problemOf(new Failure('poison', 'the table x is gone'), 'incident');
    expect(problem).toMatchObject({
      type: 'urn:nahtlos:problem:internal',
      status: 500,
      instance: 'urn:uuid:incident',
    });
    expect(JSON.stringify(problem)).not.toContain('table');
  });

  it('answers every failure that a sender can mend with a status of the 400s', () => {
    const codes = Object.keys(FAILURES) as FailureCode[];
    for (const code of codes.filter((known) => FAILURES[known].disposition === 'reject')) {
      expect([code, Math.floor(problemOf(new Failure(code)).status / 100)]).toEqual([code, 4]);
    }
  });

  it('says when to come back, in whole seconds', () => {
    expect(retryAfterOf(new Failure('unavailable', undefined, { retryAfter: 2.2 }))).toBe(3);
    expect(retryAfterOf(new Failure('unavailable'))).toBe(5);
    expect(retryAfterOf(new Failure('invalid'))).toBeUndefined();
  });
});

describe('what is thrown over a request', () => {
  it.each([
    [{ statusCode: 413, message: 'x' }, 'too-large'],
    [{ statusCode: 415 }, 'unsupported-media-type'],
    [{ statusCode: 400, message: 'Unexpected token secret' }, 'malformed'],
    [{ getStatus: () => 404, message: 'Cannot GET /secret' }, 'not-found'],
    [new TypeError('secret'), 'internal'],
    ['secret', 'internal'],
    [undefined, 'internal'],
  ])('becomes a failure without its sentence: %j', (thrown, code) => {
    const failure = requestFailure(thrown);
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain('secret');
  });
});
