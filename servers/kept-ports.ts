import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, isFree } from './free-ports.js';

/** The ports that a server had when it last ran on this folder, or free ones where it had none or they are taken. */
export async function keptPorts(folder: string, count: number): Promise<number[]> {
  const file = join(folder, 'ports.json');
  const kept: number[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const free = await Promise.all(kept.map(isFree));
  if (kept.length === count && free.every(Boolean)) return kept;
  const ports = await freePorts(count);
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}
