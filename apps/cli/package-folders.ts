import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { WrongCall } from './command.js';

/** Which packages a call means: all below `root`, or only some folders of it. */
export interface PackageFolders {
  root: string;
  /** Relative to `root`, with `/`. */
  only: string[] | undefined;
}

/**
 * A folder with packages below it means all of them. A package itself may take modules from beside it: it is read
 * from the configured folder of packages where it lies in there, else from the folder above it.
 */
export function packageFolders(given: readonly string[], configured: string): PackageFolders {
  const paths = [...new Set(given.map((path) => resolve(path)))];
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new WrongCall(`There is no folder ${missing}.`);
  const packages = paths.filter((path) => existsSync(join(path, 'package.yaml')));
  if (packages.length === 0) {
    if (paths.length > 1) throw new WrongCall('Name one folder of packages, or several packages.');
    return { root: paths[0] ?? configured, only: undefined };
  }
  const other = paths.find((path) => !packages.includes(path));
  if (other !== undefined) throw new WrongCall(`${other} has no package.yaml.`);
  const roots = [...new Set(packages.map((path) => rootOf(path, configured)))];
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    throw new WrongCall('The packages lie in different folders; check them one after the other.');
  }
  return { root, only: packages.map((path) => relative(root, path).split(sep).join('/')) };
}

function rootOf(path: string, configured: string): string {
  const inside = relative(configured, path);
  return inside !== '' && !inside.startsWith('..') ? configured : dirname(path);
}
