import { describe, expect, it } from '@jest/globals';
import { checkEnvelope } from './check-envelope.js';

const ID = '0190a0a0-0000-7000-8000-00000000000a';
const MINIMAL = { service: '99050012104000', area: '07', reference: 'r', data: {} };
const ATTACHMENT = {
  id: ID,
  name: 'plan.pdf',
  mediaType: 'application/pdf',
  purpose: 'attachment',
  sha512: 'aB'.repeat(64),
};

function mistakes(changes: object): string[] {
  const checked = checkEnvelope({ ...MINIMAL, ...changes });
  return 'findings' in checked ? checked.findings.map(({ pointer }) => pointer) : [];
}

describe('the envelope of a submission', () => {
  it.each([
    {},
    { area: '072' },
    { area: '07235' },
    { area: '07235004' },
    { area: '072355004' },
    { area: '072355004004' },
    { submittedAt: '2026-11-22T09:30:00.123456+01:00' },
    { submittedAt: '2026-11-22T09:30:00Z' },
    { kind: 'application', relatesTo: null, caseId: null, test: false, restricted: true },
    { kind: 'supplement', relatesTo: ID },
    { authentication: null, payment: null, replyChannel: null },
    { authentication: { means: 'bundid', levelOfAssurance: 'substantial' } },
    { payment: { id: 'x', amount: 12.5 }, replyChannel: { bundid: 'x' } },
    { replyChannel: 'x'.repeat(4_094) },
    { attachments: [ATTACHMENT] },
  ])('may be %j', (changes) => {
    expect(mistakes(changes)).toEqual([]);
  });

  it.each([
    ['/service', { service: '12345678901234' }],
    ['/service', { service: '99050012104000\n' }],
    ['/area', { area: '0723' }],
    ['/reference', { reference: '' }],
    ['/reference', { reference: 'a\nb' }],
    ['/reference', { reference: 'x'.repeat(201) }],
    ['/submittedAt', { submittedAt: '2026-11-22T09:30:00' }],
    ['/submittedAt', { submittedAt: '2026-11-22 09:30:00Z' }],
    ['/submittedAt', { submittedAt: '2016-12-31T23:59:60Z' }],
    ['/submittedAt', { submittedAt: '2026-02-30T00:00:00Z' }],
    ['/caseId', { caseId: `urn:uuid:${ID}` }],
    ['/data', { data: [] }],
    ['/test', { test: 1 }],
    ['/authentication/levelOfAssurance', { authentication: { means: 'x' } }],
    ['/authentication/levelOfAssurance', { authentication: { means: 'x', levelOfAssurance: 'x' } }],
    ['/attachments/0/sha512', { attachments: [{ ...ATTACHMENT, sha512: 'ab' }] }],
    ['/attachments/0/name', { attachments: [{ ...ATTACHMENT, name: '../plan.pdf' }] }],
    ['/attachments/0/name', { attachments: [{ ...ATTACHMENT, name: '..' }] }],
    ['/attachments/0/mediaType', { attachments: [{ ...ATTACHMENT, mediaType: 'pdf' }] }],
    ['/attachments/0/uri', { attachments: [{ ...ATTACHMENT, uri: 'blob:x' }] }],
    ['/attachments/1/id', { attachments: [ATTACHMENT, ATTACHMENT] }],
    ['/attachments', { attachments: Array(101).fill(1) }],
    ['/replyChannel', { replyChannel: 'x'.repeat(4_095) }],
    ['/payment', { replyChannel: 'x'.repeat(2_000), payment: { umlauts: 'ü'.repeat(350) } }],
    ['/relatesTo', { kind: 'amendment' }],
    ['/relatesTo', { relatesTo: ID }],
  ])('is told a mistake in %s', (pointer, changes) => {
    expect(new Set(mistakes(changes))).toEqual(new Set([pointer]));
  });

  it.each([null, [], 'text', 1])('is an object, not %j', (value) => {
    expect(checkEnvelope(value)).toEqual({
      findings: [{ pointer: '', code: 'type', detail: 'Expected object.' }],
    });
  });
});
