import { describe, expect, it } from '@jest/globals';
import { areaTable, withoutPadding } from './area-table.js';

const NONE = new Map<string, string>();
const ars = new Map([
  ['072110000000', 'Trier, Stadt'],
  ['072355004004', 'Aach'],
  ['073390009009', 'Budenheim'],
  ['160615051097', 'Uder'],
]);
const ags = new Map([
  ['07211000', 'Trier, Stadt'],
  ['07235004', 'Aach'],
  ['07339009', 'Budenheim'],
  ['16061119', 'Uder'],
]);

describe('the key of an area without padding', () => {
  it.each([
    ['070000000000', '07'],
    ['072350000000', '07235'],
    ['072110000000', '07211'],
    ['072355004000', '072355004'],
    ['072355004004', '072355004004'],
    ['07235', '07235'],
    ['071', '071'],
  ])('of %s is %s', (padded, key) => {
    expect(withoutPadding(padded)).toBe(key);
  });
});

describe('the table of municipalities', () => {
  it('joins ARS and AGS by their digits, and by name in the same Kreis where they differ', () => {
    const { table, mismatches } = areaTable({ ars, ags, names: NONE });
    expect(table.arsOf('07211000')).toBe('072110000000');
    expect(table.arsOf('07235004')).toBe('072355004004');
    expect(table.arsOf('16061119')).toBe('160615051097');
    expect(table.arsOf('16061097')).toBeUndefined();
    expect(table.municipality('160615051097')).toEqual({
      ars: '160615051097',
      ags: '16061119',
      name: 'Uder',
    });
    expect(mismatches).toEqual([
      'Uder has the ARS 160615051097 and the AGS 16061119, joined by name',
    ]);
  });

  it('derives the AGS where there is no list of them', () => {
    const { table, mismatches } = areaTable({ ars, ags: undefined, names: NONE });
    expect(table.arsOf('07235004')).toBe('072355004004');
    expect(mismatches).toEqual([]);
  });

  it('reports what it cannot join, and never guesses', () => {
    const { table, mismatches } = areaTable({
      ars: new Map([
        ['010010000001', 'Neustadt'],
        ['010010000002', 'Neustadt'],
        ['020010000001', 'Altstadt'],
      ]),
      ags: new Map([
        ['01001009', 'Neustadt'],
        ['03001001', 'Altstadt'],
      ]),
      names: NONE,
    });
    expect(mismatches).toEqual([
      'Neustadt has the ARS 010010000001 and no AGS',
      'Neustadt has the ARS 010010000002 and no AGS',
      'Altstadt has the ARS 020010000001 and no AGS',
      'Neustadt has the AGS 01001009 and no ARS',
      'Altstadt has the AGS 03001001 and no ARS',
    ]);
    expect(table.arsOf('03001001')).toBeUndefined();
  });

  it('names what the lists and the landscape name', () => {
    const names = new Map([
      ['07235', 'Landkreis Trier-Saarburg'],
      ['072355004', 'Verbandsgemeinde Trier-Land'],
    ]);
    const { table } = areaTable({ ars, ags, names });
    expect(table.name('072355004004')).toBe('Aach');
    expect(table.name('072355004')).toBe('Verbandsgemeinde Trier-Land');
    expect(table.name('072350000000')).toBe('Landkreis Trier-Saarburg');
    expect(table.name('07211')).toBe('Trier, Stadt');
    expect(table.name('073390009')).toBe('Budenheim');
    expect(table.name('07')).toBeUndefined();
  });

  it('knows where municipalities lie, and says nothing where there is no list', () => {
    const { table } = areaTable({ ars, ags, names: NONE });
    expect(['07', '072', '07235', '072355004', '072350000000'].map(table.isKnown)).toEqual(
      Array(5).fill(true),
    );
    expect(table.isKnown('08')).toBe(false);
    expect(
      areaTable({ ars: NONE, ags: undefined, names: NONE }).table.isKnown('07'),
    ).toBeUndefined();
  });
});
