import { describe, expect, test } from '@jest/globals';
import { Editions } from './editions.js';

const edition = (version: string, validFrom?: string) => ({
  packageVersion: `gewerbe@${version}`,
  validFrom,
  key: 'service',
});

const editions = new Editions(
  [edition('2.0.0', '2027-05-01'), edition('1.0.0'), edition('3.0.0', '2028-05-01')],
  ({ key }) => key,
);

const on = (moment: string) => editions.get('service', { on: moment })?.packageVersion;

describe('of several versions of a package', () => {
  test('the one in force in Germany on the day of receipt counts', () => {
    expect(on('2027-04-30T21:59:59.999Z')).toBe('gewerbe@1.0.0');
    expect(on('2027-04-30T22:00:00.000Z')).toBe('gewerbe@2.0.0');
    expect(on('2028-04-30')).toBe('gewerbe@2.0.0');
    expect(on('2028-05-01')).toBe('gewerbe@3.0.0');
  });

  test('the one that is named counts on every day', () => {
    const named = editions.get('service', { version: '2.0.0', on: '2026-01-01' });
    expect(named?.packageVersion).toBe('gewerbe@2.0.0');
    expect(editions.get('service', { version: '4.0.0' })).toBeUndefined();
  });

  test('the newest counts where nothing is asked', () => {
    expect(editions.get('service')?.packageVersion).toBe('gewerbe@3.0.0');
    expect(editions.all().map(({ packageVersion }) => packageVersion)).toEqual(['gewerbe@3.0.0']);
  });
});

test('a package that is not in force yet gives nothing on a day before', () => {
  const later = new Editions([edition('1.0.0', '2027-05-01')], ({ key }) => key);
  expect(later.get('service', { on: '2027-04-30' })).toBeUndefined();
  expect(later.get('service', { on: '2027-05-01' })).toBeDefined();
  expect(later.get('other')).toBeUndefined();
});
