import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds. Polling also sees changes on network shares and through links, which events do not. */
const INTERVAL = 2_000;

/**
 * Calls `onChange` once files below `folder` have changed and then stayed the same for one more look, so that
 * a half-copied set is not read. What `onChange` throws is its own affair. Looks every `interval` ms; changes
 * count from the moment that `ready` resolves.
 */
export function watchFolder(
  folder: string,
  onChange: () => void | Promise<void>,
  interval = INTERVAL,
): { ready: Promise<void>; close(): void } {
  let known: string | undefined;
  let last: string | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const seen = await fingerprint(folder);
    if (closed) return;
    known ??= seen;
    const settled = seen === last && seen !== known;
    last = seen;
    if (settled) {
      known = seen;
      await onChange();
    }
  }
  function again(): void {
    if (!closed) timer = setTimeout(next, interval).unref();
  }
  function next(): Promise<void> {
    return look()
      .catch(() => {})
      .finally(again);
  }
  return {
    ready: next(),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Names, sizes and times of change of all files; what cannot be read counts as absent. */
async function fingerprint(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const status = await stat(join(folder, entry)).catch(() => undefined);
      return status?.isFile() === true ? `${entry} ${status.size} ${status.mtimeMs}` : '';
    }),
  );
  return lines.sort().join('\n');
}
