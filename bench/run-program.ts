import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a program of the benches in a process of its own, and reads the JSON that it prints. */
export async function runProgram<Printed>(
  root: string,
  name: string,
  words: readonly string[],
): Promise<Printed> {
  const program = join(root, 'dist/bench', name);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words]);
  return JSON.parse(stdout) as Printed;
}
