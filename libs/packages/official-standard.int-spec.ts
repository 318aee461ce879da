import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OFFICIAL, withOfficial } from '../../test/fixtures/official.js';
import {
  writeXbauPackage,
  XBAU_DATA,
  XBAU_MESSAGES,
  XBAU_SERVICE,
} from '../../test/fixtures/xoev/xbau-package.js';
import { exampleInput, loadPackages, type Packages } from './index.js';

withOfficial('a package on an official standard, unchanged', () => {
  let folder: string;
  let packages: Packages;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'official-'));
    await writeXbauPackage(fileURLToPath(OFFICIAL), folder);
    packages = await loadPackages(folder);
  });
  afterAll(async () => {
    packages?.close();
    await rm(folder, { recursive: true });
  });

  test.each(XBAU_MESSAGES)('writes a valid %s', async (type) => {
    const xml = await packages.message(type)!.write(
      exampleInput({
        service: XBAU_SERVICE,
        area: '073150000000',
        reference: 'r',
        data: XBAU_DATA,
      }),
    );
    expect(Buffer.from(xml).toString('utf8')).toContain(`<code>${type.slice(-4)}</code>`);
  });
});
