import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, isFree } from './free-ports.js';

/**
 * The ports that a server had when it last ran on this folder, or free ones where it never did.
 *
 * @throws Error where something listens on one of them, most likely the server itself
 */
export async function keptPorts(folder: string, count: number): Promise<number[]> {
  const file = join(folder, 'ports.json');
  if (!existsSync(file)) {
    const ports = await freePorts(count);
    writeFileSync(file, JSON.stringify(ports));
    return ports;
  }
  const kept: number[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const port of kept) {
    if (await isFree(port)) continue;
    throw new Error(
      `Something listens on port ${port}: stop the server that runs on ${folder}, or remove ${file} for other ports.`,
    );
  }
  return kept;
}
