import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { FaultBed } from './bed.js';
import { FAULTS } from './faults.js';
import { brokenPromises } from './outcome.js';
import { Random } from './random.js';
import { type FaultServers, startFaultServers, stopFaultServers } from './servers.js';

const SEED = 7;
/** Submissions before a fault and after it, so that it meets work and has work to spoil. */
const AROUND = 40;
/** It is the order that counts here, not the number: what gathers while a fault lasts has to be worked off after it. */
const PAUSES = { least: 150, longest: 500 };

describe('services apart keep every promise', () => {
  let servers: FaultServers;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nahtlos-faults-'));
    servers = await startFaultServers(folder);
  });
  afterAll(async () => {
    await stopFaultServers(servers);
    rmSync(folder, { recursive: true });
  });

  for (const [number, { name, instances, happen }] of FAULTS.entries()) {
    it(`while ${name}`, async () => {
      const bed = await FaultBed.start({
        servers,
        folder: temporaryFolder(),
        prefix: `faults${number}.`,
        random: new Random(SEED + number),
        pauses: PAUSES,
        instances,
      });
      try {
        bed.load.start();
        await bed.load.goesOn(AROUND);
        await happen(bed);
        await bed.mend();
        await bed.load.goesOn(AROUND);
        await bed.load.finish();
        expect(await brokenPromises(bed)).toEqual([]);
      } finally {
        await bed.close();
      }
    }, 400_000);
  }
});
