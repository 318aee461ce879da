import fc from 'fast-check';
import { anyText } from './any-text.js';

/** Names that an object may carry in JSON and that code stumbles over. */
const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  '',
  '<a b="',
  'a/b~c',
  '\ud800',
  '@test',
  '$',
];

const anything = fc.oneof(anyText, anyText, fc.jsonValue(), fc.double(), fc.constant([[]]));

/** Data with up to so many members replaced by anything at all, or joined by members of hostile names. */
export function disturbed<T extends object>(data: fc.Arbitrary<T>, most: number): fc.Arbitrary<T> {
  const change = fc.record({
    place: fc.nat(),
    value: anything,
    name: fc.option(fc.constantFrom(...HOSTILE_NAMES), { freq: 4 }),
  });
  return fc.tuple(data, fc.array(change, { maxLength: most })).map(([given, changes]) => {
    const copy = structuredClone(given);
    for (const { place, value, name } of changes) {
      const places = placesIn(copy);
      if (places.length === 0) break;
      const [holder, member] = places[place % places.length]!;
      // As JSON.parse does it: a member, whatever its name.
      Object.defineProperty(holder, Array.isArray(holder) ? member : (name ?? member), {
        value: structuredClone(value),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return copy;
  });
}

function placesIn(value: unknown): [holder: object, member: string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, inner]) => [
    [value, member] as [object, string],
    ...placesIn(inner),
  ]);
}
