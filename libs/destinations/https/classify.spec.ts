import { describe, expect, it } from '@jest/globals';
import { classifyError, classifyStatus } from './classify.js';

const signal = new AbortController().signal;
const kindOf = (status: number) => classifyStatus(status, undefined, 0).kind;

describe('an answer', () => {
  it('with any 2xx accepts, with 409 had the message already', () => {
    expect([200, 201, 202, 204, 299].map(kindOf)).toEqual(Array(5).fill('accepted'));
    expect(kindOf(409)).toBe('duplicate');
  });

  it('that may be better later is a retry', () => {
    expect([408, 425, 429, 500, 502, 503, 504, 599].map(kindOf)).toEqual(Array(8).fill('retry'));
    expect([300, 301, 302, 304, 307, 308].map(kindOf)).toEqual(Array(6).fill('retry'));
  });

  it('that stays the same is a refusal', () => {
    const statuses = [400, 401, 403, 404, 405, 413, 422, 451, 499];
    expect(statuses.map(kindOf)).toEqual(Array(9).fill('refused'));
  });

  it('that concerns ourselves and not the message tells what others would be answered', () => {
    for (const status of [401, 403]) {
      expect(classifyStatus(status, undefined, 0)).toMatchObject({ anyMessage: true });
    }
    expect(classifyStatus(422, undefined, 0)).not.toHaveProperty('anyMessage');
  });

  it('with 410 says that the destination is gone', () => {
    expect(kindOf(410)).toBe('gone');
  });

  it('carries the wait that it asks for', () => {
    expect(classifyStatus(503, '7', 0)).toMatchObject({ retryAfterSeconds: 7 });
    expect(classifyStatus(429, 'Thu, 01 Jan 1970 00:00:09 GMT', 0)).toMatchObject({
      retryAfterSeconds: 9,
    });
    expect(classifyStatus(503, undefined, 0)).not.toHaveProperty('retryAfterSeconds');
  });
});

describe('an error of the connection', () => {
  it.each([
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'UND_ERR_SOCKET',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'HPE_INVALID_CONSTANT',
  ])('is tried again: %s', (code) => {
    const outcome = classifyError(Object.assign(new Error('x'), { code }), signal);
    expect(outcome).toMatchObject({
      kind: 'retry',
      code: 'unreachable',
      detail: expect.stringContaining(code),
    });
  });

  it('that nobody foresaw is tried again as our own fault', () => {
    expect(classifyError(new Error('value'), signal)).toEqual({
      kind: 'retry',
      code: 'internal',
      detail: 'The message could not be sent (Error).',
    });
  });
});
