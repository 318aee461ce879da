import { readFile } from 'node:fs/promises';
import { Failure } from '#domain';
import type { DemoInstallation } from './demo-installation.js';

/** Where an installation runs, and the files with the keys to it. */
export interface Reached {
  intake: string;
  console: string;
  platformKey: string;
  operatorKey: string;
  out: string | undefined;
}

/** An installation that others started, and that the demo leaves as it is. */
export async function runningInstallation(reached: Reached): Promise<DemoInstallation> {
  return {
    intake: { url: reached.intake, key: await keyIn(reached.platformKey) },
    console: { url: reached.console, key: await keyIn(reached.operatorKey) },
    run: new Date().toISOString().replace(/\D/g, '').slice(0, 14),
    next: [],
    stop: async () => undefined,
    ...(reached.out === undefined ? {} : { out: reached.out }),
  };
}

async function keyIn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure('invalid', `The key in ${file} cannot be read (${code}).`, { cause });
  }
}
