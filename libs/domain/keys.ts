/** Leistungsschlüssel: 14 digits beginning with 99 (FIM, Leistungskatalog). */
export const SERVICE_KEY = /^99\d{12}$/;

/**
 * Lengths at which an Amtlicher Regionalschlüssel (ARS) names something:
 * Land 2, Regierungsbezirk 3, Kreis 5, Gemeindeverband 9, Gemeinde 12.
 */
export const AREA_LENGTHS = [2, 3, 5, 9, 12] as const;

/** An ARS as portals send it: 12 digits, or a prefix of 2, 3, 5 or 9. */
export const AREA_KEY = /^(\d{2}|\d{3}|\d{5}|\d{9}|\d{12})$/;

/** An Amtlicher Gemeindeschlüssel (AGS): 8 digits; translated to an ARS by the landscape's area table. */
export const MUNICIPALITY_KEY = /^\d{8}$/;

/**
 * The prefixes under which responsibility for an area may be declared, longest first.
 * Portals pad the key of a Land or Kreis with zeros to 12 digits; the shorter prefixes cover that.
 */
export function areaPrefixes(area: string): string[] {
  return AREA_LENGTHS.filter((length) => length <= area.length)
    .map((length) => area.slice(0, length))
    .reverse();
}
