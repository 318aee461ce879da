import { AREA_KEY, AREA_LENGTHS } from '#domain';

/** A municipality (Gemeinde) by its two keys. */
interface Municipality {
  ars: string;
  ags: string | undefined;
  name: string;
}

/** Names and keys of areas, joined from the official lists. */
export interface AreaTable {
  municipality(ars: string): Municipality | undefined;
  arsOf(ags: string): string | undefined;
  /** The name of exactly this area. */
  name(area: string): string | undefined;
  /** Whether any municipality lies in the area; undefined where there is no list to tell. */
  isKnown(area: string): boolean | undefined;
}

interface Lists {
  /** ARS of 12 digits -> name. */
  ars: ReadonlyMap<string, string>;
  /** AGS of 8 digits -> name; undefined where there is no such list. */
  ags: ReadonlyMap<string, string> | undefined;
  /** Names of areas that the lists do not have, by ARS or a prefix of it. */
  names: ReadonlyMap<string, string>;
}

/**
 * Joins the lists. They share no column: digits 1-5 and 10-12 of an ARS give its AGS; where they do not, the
 * only municipality of that name left in the same Kreis is taken, and said so in `mismatches`.
 */
export function areaTable(lists: Lists): { table: AreaTable; mismatches: string[] } {
  const { agsOf, mismatches } = join(lists);
  const arsByAgs = new Map([...agsOf].map(([ars, ags]) => [ags, ars]));
  const municipalities = new Map(
    [...lists.ars].map(([ars, name]) => [ars, { ars, ags: agsOf.get(ars), name }]),
  );
  const names = new Map<string, string>();
  const known = new Set<string>();
  for (const [ars, name] of lists.ars) {
    names.set(withoutPadding(ars), name);
    if (standsAlone(ars)) names.set(ars.slice(0, 9), name);
    for (const length of AREA_LENGTHS) known.add(ars.slice(0, length));
  }
  for (const [area, name] of lists.names) names.set(withoutPadding(area), name);
  return {
    table: {
      municipality: (ars) => municipalities.get(ars),
      arsOf: (ags) => arsByAgs.get(ags),
      name: (area) => names.get(withoutPadding(area)),
      isKnown: (area) => (known.size === 0 ? undefined : known.has(withoutPadding(area))),
    },
    mismatches,
  };
}

/**
 * The shortest key that means the same area: portals pad the key of a Land or Kreis with zeros to 12 digits,
 * and a kreisfreie Stadt is its own Kreis.
 */
export function withoutPadding(area: string): string {
  if (!AREA_KEY.test(area)) return area;
  const length = AREA_LENGTHS.find((candidate) => /^0*$/.test(area.slice(candidate)));
  return area.slice(0, length);
}

/** A municipality without Gemeindeverband (position 6 is 0) is its own administration of 9 digits. */
function standsAlone(ars: string): boolean {
  return ars[5] === '0';
}

function derived(ars: string): string {
  return ars.slice(0, 5) + ars.slice(9);
}

function join({ ars, ags }: Lists): { agsOf: Map<string, string>; mismatches: string[] } {
  const agsOf = new Map<string, string>();
  const mismatches: string[] = [];
  const taken = new Set<string>();
  const left: string[] = [];
  for (const key of ars.keys()) {
    const candidate = derived(key);
    if (ags !== undefined && !ags.has(candidate)) {
      left.push(key);
    } else if (taken.has(candidate)) {
      mismatches.push(`The AGS ${candidate} would belong to two ARS; ${key} gets none`);
    } else {
      taken.add(candidate);
      agsOf.set(key, candidate);
    }
  }
  const free = [...(ags ?? [])].filter(([key]) => !taken.has(key));
  const sameName = (key: string, name: string | undefined) => (other: [string, string]) =>
    other[0].slice(0, 5) === key.slice(0, 5) && other[1] === name;
  for (const key of left) {
    const name = ars.get(key);
    const theirs = free.filter(sameName(key, name));
    const ours = left.map((other): [string, string] => [other, ars.get(other)!]);
    if (theirs.length === 1 && ours.filter(sameName(key, name)).length === 1) {
      const [match] = theirs[0]!;
      taken.add(match);
      agsOf.set(key, match);
      mismatches.push(`${name} has the ARS ${key} and the AGS ${match}, joined by name`);
    } else {
      mismatches.push(`${name} has the ARS ${key} and no AGS`);
    }
  }
  for (const [key, name] of free) {
    if (!taken.has(key)) mismatches.push(`${name} has the AGS ${key} and no ARS`);
  }
  return { agsOf, mismatches };
}
