import { rmSync } from 'node:fs';
import { running } from './running.js';

export default async function stop(): Promise<void> {
  await running.servers?.stop();
  if (running.folder !== undefined) rmSync(running.folder, { recursive: true });
}
