import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freshDatabase, kafkaBrokers, kafkaPrefix } from '../../../test/fixtures/servers.js';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { apartInstallation } from './apart-installation.js';
import { runDemo } from './demo.js';
import type { DemoFolders, DemoInstallation } from './demo-installation.js';
import { namedServers, type ServersUnderDemo } from './servers-under-demo.js';
import { standaloneInstallation } from './standalone-installation.js';

type Say = (line: string) => void;

const never = new Promise<never>(() => undefined);

async function demoOn(open: (folders: DemoFolders, say: Say) => Promise<DemoInstallation>) {
  const folders = {
    packages: resolve('schemas'),
    landscape: resolve('landscape/demo'),
    data: join(temporaryFolder(), `demo-${kafkaPrefix()}`.replace('.', '')),
  };
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const exit = await runDemo(folders, () => open(folders, say), say, never);
  return { exit, said: said.join('\n'), data: folders.data };
}

async function servers(): Promise<ServersUnderDemo> {
  const named = namedServers({
    NAHTLOS_STORE: await freshDatabase(),
    NAHTLOS_KAFKA_BROKERS: kafkaBrokers().join(','),
  });
  return named as ServersUnderDemo;
}

/** From the table to the ledger, without what is new in each run. */
function outcome(said: string): string {
  const [, tables = ''] = /(\nDelivered:\n.*\nLedger: [^\n]*)/s.exec(said) ?? [];
  return tables
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/ +\d+\.\d\d +/g, ' <seconds> ')
    .replace(/-{2,}/g, '--')
    .replace(/ {2,}/g, ' ');
}

describe('the demo', () => {
  it('says of the services apart on Kafka and PostgreSQL what it says of one process', async () => {
    const embedded = await demoOn(standaloneInstallation);
    const apart = await demoOn((folders, say) => apartInstallation(folders, servers, say));

    expect(embedded).toMatchObject({ exit: 0 });
    expect(outcome(embedded.said)).toContain('AFM-2026-000101 Igel gewerbe <id> delivered');
    expect(apart).toMatchObject({ exit: 0 });
    expect(outcome(apart.said)).toBe(outcome(embedded.said));
    expect(readdirSync(join(apart.data, 'intake'))).not.toContain('server.json');
  }, 300_000);
});
