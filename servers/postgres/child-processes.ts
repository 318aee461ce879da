import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** The processes that this one has started, where the system tells. */
export function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** Kills them and waits until they hold nothing any more. */
export async function killAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids.filter(lives)) process.kill(pid, 'SIGKILL');
  while (pids.some(lives)) await setTimeout(5);
}

/** A process that has ended but whose end nobody has read yet does not live. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
