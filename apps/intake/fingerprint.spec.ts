import { describe, expect, it } from '@jest/globals';
import type { Posted } from './check-envelope.js';
import { fingerprint, isSameContent } from './fingerprint.js';

const KEY = Buffer.alloc(32, 1);
const POSTED: Posted = {
  service: '99050012104000',
  area: '07',
  reference: 'r',
  data: { b: [1, { d: 'ä', c: null }], a: 1.5 },
};

function again(changes: object = {}) {
  const posted = { ...POSTED, ...changes };
  return { posted, raw: Buffer.from(JSON.stringify(posted, null, 1)) };
}

const remembered = {
  body: { body: Buffer.from(JSON.stringify(POSTED)), fingerprint: null },
  fingerprint: { body: null, fingerprint: fingerprint(POSTED, KEY) },
};

describe.each(Object.entries(remembered))('what is remembered by its %s', (_, known) => {
  it('is the same however it is written and whenever it was submitted', () => {
    const data = { a: 1.5, b: [1, { c: null, d: 'ä' }] };
    expect(isSameContent(known, again({ data }), KEY)).toBe(true);
    expect(isSameContent(known, again({ submittedAt: '2026-11-22T09:30:00Z' }), KEY)).toBe(true);
  });

  it.each([
    ['form data', { data: { ...POSTED.data, a: 1.51 } }],
    ['the order of a list', { data: { ...POSTED.data, b: [{ d: 'ä', c: null }, 1] } }],
    ['a field more', { test: false }],
    ['the hash of an attachment', { attachments: [{ sha512: 'ab' }] }],
  ])('is another with another %s', (_, changes) => {
    expect(isSameContent(known, again(changes), KEY)).toBe(false);
  });
});

describe('a fingerprint', () => {
  it('says nothing to those who lack the key', () => {
    expect(fingerprint(POSTED, KEY).equals(fingerprint(POSTED, Buffer.alloc(32, 2)))).toBe(false);
  });
});
