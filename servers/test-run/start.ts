import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBothServers } from '../both-servers.js';
import { foundTools } from '../found-tools.js';
import { missingTools } from '../missing-tools.js';
import { running } from './running.js';

/** Starts the servers of a test run. Its suites find them by `test/fixtures/servers.ts`. */
export default async function start(): Promise<void> {
  const missing = missingTools(await foundTools());
  if (missing.length > 0) throw new Error(missing.join('\n'));
  running.folder = mkdtempSync(join(tmpdir(), 'nahtlos-servers-'));
  running.servers = await startBothServers(running.folder);
  process.env.TEST_KAFKA_BROKERS = running.servers.brokers.join(',');
  process.env.TEST_POSTGRES = running.servers.postgres;
}
