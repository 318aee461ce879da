import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { folderForAll, nahtlos, startStandalone } from '../../../test/e2e/standalone-server.js';
import { standaloneInstallation } from './standalone-installation.js';

it('the demo can be shown again and again to an installation that runs', async () => {
  const server = await startStandalone(folderForAll());
  const keys = folderForAll();
  writeFileSync(join(keys, 'platform'), 'demo-key\n');
  writeFileSync(join(keys, 'operator'), `${server.operatorKey}\n`);
  const demo = () =>
    nahtlos(server.data, [
      'demo',
      `--intake=${server.url}`,
      `--platform-key=${join(keys, 'platform')}`,
      `--operator-key=${join(keys, 'operator')}`,
      `--out=${join(server.data, 'out')}`,
    ]);

  const first = await demo();
  const second = await demo();

  expect(first).toMatchObject({ code: 0, output: expect.stringContaining('accepted 29') });
  expect(second).toMatchObject({ code: 0, output: expect.stringContaining('accepted 58') });
  expect(second.output).toMatch(/AFM-2026-000101-\d+ .* gewerbe-trier-land\/[0-9a-f-]+\.xml/);
  expect(await server.stop()).toEqual({ code: 0, signal: null });
}, 120_000);

it('the demo leaves nothing that listens where the server refuses to start', async () => {
  const data = join(folderForAll(), 'demo');
  const folders = { packages: resolve('schemas'), landscape: resolve('landscape/demo'), data };
  process.env.NAHTLOS_PROT = '1';
  const opened = standaloneInstallation(folders, () => {});
  await expect(opened).rejects.toThrow(/did you mean NAHTLOS_PORT/);
  delete process.env.NAHTLOS_PROT;

  const clients = readFileSync(join(data, 'configuration/landscape/clients.yaml'), 'utf8');
  const [webhook = ''] = /http:\/\/127\.0\.0\.1:\d+\/replies/.exec(clients) ?? [];
  await expect(fetch(webhook, { method: 'POST' })).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED' },
  });
}, 60_000);
