import type { SourceFile } from '#source-file';
import type { LandscapeFile } from '../entries.js';
import type { ServiceFacts } from '../landscape.js';
import { unknownName } from './note.js';

/** A cluster by a name that no package has would be kept as long as all others, and nobody would notice. */
export function checkRetention(
  head: SourceFile<LandscapeFile>,
  services: Pick<ServiceFacts, 'clusters'>,
): void {
  const known = services.clusters?.();
  const named: unknown = head.value?.retention?.clusters;
  if (known === undefined || typeof named !== 'object' || named === null) return;
  for (const cluster of Object.keys(named)) {
    if (known.includes(cluster)) continue;
    head.report(['retention', 'clusters', cluster], unknownName('cluster', cluster, known));
  }
}
