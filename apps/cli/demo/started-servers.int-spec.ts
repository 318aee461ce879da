import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.js';
import { startedServers } from './started-servers.js';

function program(lines: (folder: string) => string): { file: string; folder: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'servers.mjs');
  writeFileSync(file, lines(folder));
  return { file, folder };
}

describe('servers that the demo starts', () => {
  it('are those that the program names, and are gone after the stop', async () => {
    const { file, folder } = program(
      (here) => `
        import { writeFileSync } from 'node:fs';
        const waiting = setInterval(() => {}, 1000);
        process.once('SIGTERM', () => {
          writeFileSync(${JSON.stringify(join(here, 'ended'))}, '');
          clearInterval(waiting);
        });
        console.log('export NAHTLOS_LOG=kafka');
        console.log('export NAHTLOS_STORE=postgres://nahtlos@127.0.0.1:1/nahtlos');
        console.log('export NAHTLOS_KAFKA_BROKERS=127.0.0.1:2');`,
    );
    const servers = await startedServers(file);
    expect(servers).toMatchObject({
      store: 'postgres://nahtlos@127.0.0.1:1/nahtlos',
      brokers: ['127.0.0.1:2'],
    });
    expect(existsSync(join(folder, 'ended'))).toBe(false);
    await servers.stop();
    expect(existsSync(join(folder, 'ended'))).toBe(true);
  });

  it('that cannot start say what is missing', async () => {
    const { file } = program(
      () => `
        console.error('Java 17 or newer is needed for Kafka; there is none.');
        process.exit(1);`,
    );
    await expect(startedServers(file)).rejects.toThrow(/^The servers .*\n.*Java 17 or newer/);
  });

  it('whose program is not there are named by whoever has some', async () => {
    await expect(startedServers(join(temporaryFolder(), 'none.js'))).rejects.toThrow(
      'name yours with NAHTLOS_STORE and NAHTLOS_KAFKA_BROKERS',
    );
  });
});
