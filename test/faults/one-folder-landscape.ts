import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partOfTheDemo } from '../fixtures/part-of-the-demo.js';

/**
 * The demo's packages of these clusters, and its landscape with all destinations below one folder, whichever process
 * delivers, and a first try again after a second.
 */
export function oneFolderLandscape(
  folder: string,
  clusters: readonly string[],
): { landscape: string; packages: string; out: string } {
  const { landscape, packages } = partOfTheDemo(folder, clusters);
  const out = join(folder, 'out');
  const file = join(landscape, 'destinations.yaml');
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(/path: out\/([\w-]+)/g)) {
    mkdirSync(join(out, String(path)), { recursive: true });
  }
  writeFileSync(
    file,
    text
      .replaceAll('path: out/', `path: ${out}/`)
      .replaceAll(
        'initialInterval: 5, maximumInterval: 21600',
        'initialInterval: 1, maximumInterval: 5',
      ),
  );
  return { landscape, packages, out };
}
