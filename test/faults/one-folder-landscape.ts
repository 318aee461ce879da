import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../servers/project-folder.js';

/**
 * The demo's landscape with all destinations below one folder, whichever process delivers, and a first try again
 * after a second.
 */
export function oneFolderLandscape(folder: string): { landscape: string; out: string } {
  const landscape = join(folder, 'landscape');
  const out = join(folder, 'out');
  cpSync(join(projectFolder(), 'landscape/demo'), landscape, { recursive: true });
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
  return { landscape, out };
}
