import type { ComplexType, Particle } from '#xoev';
import type { Suggester } from './suggest.js';

/** Where the walk through a schema stands. */
export interface Position {
  /** Steps in the map that is being written. */
  steps: readonly string[];
  /** Names from the root. */
  full: readonly string[];
  /** Names from where the fields of the suggester begin. */
  trail: readonly string[];
  suggester: Suggester;
  /** Whether what stands here is written, or only told of. */
  active: boolean;
  needed: boolean;
  /** The types around: one that stands in itself ends. */
  open: readonly ComplexType[];
  /** Levels of elements below an optional one that are still listed. */
  optionalLevels: number;
  /** Levels of elements in which all is optional, through which fields of the form are still looked for. */
  triedLevels: number;
  /** Elements of this content that are taken although the schema does not demand them. */
  taken: ReadonlySet<Particle>;
  /** Names that need their prefix here. */
  ambiguous: ReadonlySet<string>;
}

export function optional(at: Position): Position {
  return { ...at, active: false, needed: false };
}
