import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALONGSIDE } from '../../test/factories/alongside.js';
import { propertyRuns } from '../../test/factories/property-runs.js';
import { alongsideHeaders, alongsideIn, alongsideOf, alongsideSizes } from './alongside.js';
import type { Json, JsonObject } from './json.js';
import type { Authentication } from './submission.js';

describe('what goes along with a message', () => {
  it('is in headers of plain ASCII, and read from them as it was', () => {
    const headers = alongsideHeaders(ALONGSIDE);
    expect(Object.keys(headers)).toEqual([
      'nahtlos_reply_channel',
      'nahtlos_authentication',
      'nahtlos_payment',
    ]);
    expect(Object.values(headers).join('')).toMatch(/^[\x20-\x7e]+$/);
    expect(alongsideIn(headers)).toEqual(ALONGSIDE);
  });

  it('is the same whatever was posted', () => {
    const posted = fc.record({
      replyChannel: fc.jsonValue() as fc.Arbitrary<Json>,
      authentication: fc.constantFrom<Authentication | null>(ALONGSIDE.authentication, null),
      payment: fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>,
    });
    fc.assert(
      fc.property(posted, (alongside) => {
        const asJson = JSON.parse(JSON.stringify(alongside));
        expect(alongsideIn(alongsideHeaders(asJson))).toEqual(asJson);
      }),
      propertyRuns(200),
    );
  });

  it('has no header where nothing was posted', () => {
    expect(alongsideHeaders(alongsideOf({}))).toEqual({});
    expect(alongsideHeaders(alongsideOf({ replyChannel: null, payment: {} }))).toEqual({
      nahtlos_payment: '{}',
    });
    expect(alongsideIn({})).toEqual({ replyChannel: null, authentication: null, payment: null });
  });

  it('counts as the bytes of its headers', () => {
    expect(alongsideSizes({ replyChannel: 'ü' })).toEqual([
      ['replyChannel', 8],
      ['authentication', 0],
      ['payment', 0],
    ]);
  });

  it('that is no JSON is told without a word of it', () => {
    const read = () => alongsideIn({ nahtlos_reply_channel: 'a1@post.example' });
    expect(read).toThrow('The header nahtlos_reply_channel is not JSON.');
  });
});
