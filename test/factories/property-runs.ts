/**
 * How often a property is tried, and from which seed: the same each time, so that a suite that passed passes again.
 * A failure prints seed and path. To look further: `PROPERTY_SEED=random PROPERTY_RUNS=10000`.
 */
export function propertyRuns(usual: number): { numRuns: number; seed?: number } {
  const { PROPERTY_SEED = '20261122', PROPERTY_RUNS = String(usual) } = process.env;
  const numRuns = Number(PROPERTY_RUNS);
  return PROPERTY_SEED === 'random' ? { numRuns } : { numRuns, seed: Number(PROPERTY_SEED) };
}
