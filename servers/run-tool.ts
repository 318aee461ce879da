import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs a tool to its end and gives what it printed.
 *
 * @throws Error with what the tool said where it failed
 */
export async function runTool([tool, ...words]: readonly [string, ...string[]]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(tool, words, { maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & Record<string, string>;
    throw new Error(`${tool} failed: ${`${stdout}${stderr}`.trim() || message}`);
  }
}
