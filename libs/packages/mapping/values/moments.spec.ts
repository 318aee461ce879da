import { describe, expect, test } from '@jest/globals';
import { dateText, dateTimeText, isZone, patternReader, readIso, timeText } from './moments.js';

const BERLIN = 'Europe/Berlin';

const written = (
  text: string,
  write: typeof dateText,
  zone = BERLIN,
  read: typeof readIso | undefined = readIso,
) => {
  const said = read?.(text);
  return said === undefined ? undefined : write(said, zone);
};

describe('a date', () => {
  test.each([
    ['2026-11-22', '2026-11-22'],
    ['2026-11-22T23:30:00Z', '2026-11-23'],
    ['2026-07-31T22:30:00.000Z', '2026-08-01'],
    ['2026-11-22T23:30:00+01:00', '2026-11-22'],
    ['2026-11-22T00:30:00+05:00', '2026-11-21'],
    ['2026-11-22T23:30:00', '2026-11-22'],
    ['0001-01-01', '0001-01-01'],
    ['0000-12-31', undefined],
    ['0001-01-01T00:30:00+14:00', undefined],
    ['9999-12-31T23:30:00Z', undefined],
    ['9999-12-31T20:30:00Z', '9999-12-31'],
    ['2026-02-29', undefined],
    ['2026-13-01', undefined],
    ['22.11.2026', undefined],
    ['14:30', undefined],
    ['', undefined],
  ])('of %p is %p in Germany', (text, date) => expect(written(text, dateText)).toBe(date));
});

describe('a date with its time', () => {
  test.each([
    ['2026-11-22T09:30:00.5Z', '2026-11-22T10:30:00.500+01:00'],
    ['2026-07-01T09:30:00', '2026-07-01T09:30:00.000+02:00'],
    ['2026-12-01T09:30', '2026-12-01T09:30:00.000+01:00'],
    // The clocks go from 2 to 3: what they skip is taken as if they had not.
    ['2026-03-29T02:30:00', '2026-03-29T03:30:00.000+02:00'],
    // The clocks go from 3 back to 2: of the two, the first is meant.
    ['2026-10-25T02:30:00', '2026-10-25T02:30:00.000+02:00'],
    ['2026-10-25T03:00:00', '2026-10-25T03:00:00.000+01:00'],
    ['2026-11-22T09:30:00.12345678901234Z', '2026-11-22T10:30:00.123+01:00'],
    ['0001-01-01T12:00:00', '0001-01-01T12:00:00.000+00:53'],
    ['9999-12-31T23:30:00Z', undefined],
    ['2026-11-22', undefined],
    ['2026-11-22T24:30:00', undefined],
  ])('of %p is %p in Germany', (text, moment) => expect(written(text, dateTimeText)).toBe(moment));

  test('has the Z of UTC where that is the zone', () => {
    expect(written('2026-11-22T10:30:00+01:00', dateTimeText, 'UTC')).toBe(
      '2026-11-22T09:30:00.000Z',
    );
  });
});

test.each([
  ['14:30', '14:30:00'],
  ['14:30:59.7', '14:30:59'],
  ['2026-11-22T13:30:00Z', '14:30:00'],
  ['2026-11-22', undefined],
  ['14:30:00+01:00', '14:30:00+01:00'],
  ['14:30:00Z', '14:30:00Z'],
  ['14:30:00+14:30', undefined],
  ['9999-12-31T23:30:00Z', undefined],
  ['25:00', undefined],
])('the time of %p is %p', (text, time) => expect(written(text, timeText)).toBe(time));

describe('a pattern', () => {
  test.each([
    ['dd.MM.yyyy', '22.11.2026', '2026-11-22'],
    ['d.M.yyyy', '2.1.2026', '2026-01-02'],
    ['yyyyMMdd', '20261122', '2026-11-22'],
    ['dd.MM.yyyy HH:mm', '22.11.2026 09:30', '2026-11-22'],
    ['dd.MM.yyyy', '2026-11-22', undefined],
    ['dd.MM.yyyy', '31.02.2026', undefined],
  ])('%p reads %p as %p', (pattern, text, date) =>
    expect(written(text, dateText, BERLIN, patternReader(pattern))).toBe(date),
  );

  test.each(['', 'dd.MM', 'yy-MM-dd', 'dd.dd.yyyy', 'DD.MM.YYYY', 'mm:ss'])(
    '%p makes no sense',
    (pattern) => expect(patternReader(pattern)).toBeUndefined(),
  );
});

test('zones are those of the platform', () => {
  expect(['Europe/Berlin', 'UTC', 'Europe/Mainz'].map(isZone)).toEqual([true, true, false]);
});
