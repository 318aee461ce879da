import { open } from 'node:fs/promises';

/** Makes the names in a folder durable, as fsync of a file does for its bytes alone (fsync(2)). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
