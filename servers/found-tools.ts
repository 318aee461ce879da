import { join } from 'node:path';
import type { FoundTools } from './missing-tools.js';
import { postgresBinaries } from './postgres/binaries.js';
import { runTool } from './run-tool.js';

/** Asks the system for the tools that the servers need. */
export async function foundTools(): Promise<FoundTools> {
  const binaries = await postgresBinaries();
  return {
    java: await majorVersion('java'),
    maven: await majorVersion('mvn'),
    postgres: binaries === undefined ? 0 : await majorVersion(join(binaries, 'postgres')),
  };
}

/** The first number after a space that the tool says of itself, such as 17 of `openjdk 17.0.15`. */
async function majorVersion(tool: string): Promise<number> {
  const said = await runTool([tool, '--version']).catch(() => '');
  return Number(/\s(\d+)/.exec(said)?.[1] ?? 0);
}
