import { describe, expect, it } from '@jest/globals';
import type { Route } from '#domain';
import { exampleInput } from '#packages';
import { checkSubmission, type Services, strictest } from './check-submission.js';
import type { Platform } from './platform.js';

describe('the stricter of two levels of assurance', () => {
  it.each([
    [undefined, undefined, undefined],
    ['low', undefined, 'low'],
    [undefined, 'high', 'high'],
    ['substantial', 'low', 'substantial'],
    ['low', 'high', 'high'],
  ] as const)('of %s and %s is %s', (one, other, expected) => {
    expect(strictest(one, other)).toBe(expected);
  });
});

describe('a submission', () => {
  const posted = { service: '99050012104000', area: '07', reference: 'r', data: {} };
  const platform: Platform = { role: 'platform', client: 'portal', allows: () => true };
  const services: Services = {
    service: (key, { version, on = '' } = {}) => ({
      key,
      name: 'Gewerbeanmeldung',
      packageVersion: `gewerbe@${version ?? (on < '2027-01-01' ? '1.0.0' : '2.0.0')}`,
      checkForm: () => [],
    }),
  };
  const admitted = (on: string, packageVersion?: string) => {
    const route: Route = { ...exampleInput(posted).route, packageVersion };
    const routing = { resolveArea: () => ({ ars: '07' }), route: () => route };
    return checkSubmission(posted, platform, { routing, services, maxAttachment: 1 }, new Date(on))
      .service;
  };

  it.each([
    ['2026-12-31T12:00:00Z', undefined, 'gewerbe@1.0.0'],
    ['2027-01-02T12:00:00Z', undefined, 'gewerbe@2.0.0'],
    ['2027-01-02T12:00:00Z', '1.0.0', 'gewerbe@1.0.0'],
  ])('of %s, activated with %s, is checked by %s', (on, version, expected) => {
    expect(admitted(on, version).packageVersion).toBe(expected);
  });
});
