import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the system's clock a second, as Linux has it everywhere. */
const TICKS = 100;

/** Processor seconds that a process and its children, those that ended included, have used. Zero where the system does not tell. */
export function processorSeconds(pid: number): number {
  const children = childrenOf(pid).reduce((sum, child) => sum + processorSeconds(child), 0);
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return ticks / TICKS + children;
  } catch {
    return children;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter((child) => child !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}
