import { describe, expect, it } from '@jest/globals';
import { FreeSpace, floorOf } from './free-space.js';

const GIGABYTE = 1_000_000_000;
const FLOOR = { minFreeBytes: GIGABYTE, minFreePercent: 5 };

describe('the floor of free space', () => {
  it('is the lesser of the bytes and the share', () => {
    expect(floorOf(10 * GIGABYTE, FLOOR)).toBe(0.5 * GIGABYTE);
    expect(floorOf(1_000 * GIGABYTE, FLOOR)).toBe(GIGABYTE);
  });
});

describe('intake', () => {
  const said: string[] = [];
  const line = (_: object, message: string) => void said.push(message);
  let free: () => Promise<{ freeBytes: number; totalBytes: number }>;
  const space = new FreeSpace({
    blobs: { free: () => free() },
    floor: FLOOR,
    log: { info: line, warn: line },
  });

  it('closes below the floor, says so once, and opens again', async () => {
    free = async () => ({ freeBytes: GIGABYTE - 1, totalBytes: 100 * GIGABYTE });
    await space.look();
    await space.look();
    expect(() => space.demand()).toThrow(expect.objectContaining({ code: 'unavailable' }));
    expect(said).toHaveLength(1);
    free = async () => ({ freeBytes: GIGABYTE, totalBytes: 100 * GIGABYTE });
    await space.look();
    expect(() => space.demand()).not.toThrow();
    expect(said).toHaveLength(2);
  });

  it('stays as it is where the free space is not known', async () => {
    free = () => Promise.reject(new Error('no such folder'));
    await space.look();
    expect(() => space.demand()).not.toThrow();
  });
});
