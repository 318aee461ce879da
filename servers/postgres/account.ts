import { chmodSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { runTool } from '../run-tool.js';

const ACCOUNT = 'postgres';
const ANYONE_MAY_PASS = 0o001;

/** PostgreSQL refuses to run as root; root runs it as the account that the system's package makes for it. */
function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The words of a command that runs as the account of PostgreSQL. With another account a process loses its tie to the
 * one that started it, so it is tied anew.
 */
export function asAccount(command: readonly [string, ...string[]]): [string, ...string[]] {
  return isRoot()
    ? [
        'setpriv',
        ...[`--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, '--init-groups', '--pdeathsig', 'KILL'],
        ...command,
      ]
    : [...command];
}

/**
 * Hands the folder to the account.
 *
 * @throws Error where the account cannot pass a folder above it; those of a test are opened instead
 */
export async function handToAccount(folder: string): Promise<void> {
  if (!isRoot()) return;
  await runTool(['chown', '-R', `${ACCOUNT}:`, folder]);
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    const { mode } = statSync(above);
    if ((mode & ANYONE_MAY_PASS) !== 0) continue;
    if (!above.startsWith(`${tmpdir()}/`)) {
      throw new Error(
        `The account ${ACCOUNT} may not pass ${above}. Allow it with chmod o+x, or do not run this as root.`,
      );
    }
    chmodSync(above, mode | ANYONE_MAY_PASS);
  }
}
