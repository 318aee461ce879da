import { describe, expect, test } from '@jest/globals';
import { Calendar, Editions } from './editions.js';

interface Thing {
  packageId: string;
  packageVersion: string;
  validFrom: string | undefined;
  key: string;
  services?: readonly string[];
}

const edition = (version: string, validFrom?: string, more: Partial<Thing> = {}): Thing => ({
  packageId: 'gewerbe',
  packageVersion: `gewerbe@${version}`,
  validFrom,
  key: 'service',
  ...more,
});

const editionsOf = (things: Thing[], versions = things) =>
  new Editions<Thing>(things, ({ key }) => key, new Calendar(versions));

const editions = editionsOf([
  edition('2.0.0', '2027-05-01'),
  edition('1.0.0'),
  edition('3.0.0', '2028-05-01'),
]);

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
  const later = editionsOf([edition('1.0.0', '2027-05-01')]);
  expect(later.get('service', { on: '2027-04-30' })).toBeUndefined();
  expect(later.get('service', { on: '2027-05-01' })).toBeDefined();
  expect(later.get('other')).toBeUndefined();
});

test('what the version in force no longer has is gone, even where an older one had it', () => {
  const dropped = editionsOf(
    [edition('1.0.0')],
    [edition('1.0.0'), edition('2.0.0', '2027-05-01')],
  );
  expect(dropped.get('service', { on: '2027-04-30' })).toBeDefined();
  expect(dropped.get('service', { on: '2027-05-01' })).toBeUndefined();
});

test('of things that several services have, each gets its own', () => {
  const both = editionsOf([
    edition('1.0.0', undefined, { services: ['a'] }),
    edition('1.0.0', undefined, { services: ['b'] }),
  ]);
  expect(both.get('service', { service: 'b' })?.services).toEqual(['b']);
  expect(both.get('service', { service: 'c' })).toBeUndefined();
});
