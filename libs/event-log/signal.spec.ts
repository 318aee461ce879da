import { describe, expect, it } from '@jest/globals';
import { Signal } from './signal.js';

describe('a signal', () => {
  it('wakes who waits for the next raise, and lets pass who has missed one', async () => {
    const signal = new Signal();
    const waiting = signal.after(0);
    signal.raise();
    await waiting;
    await signal.after(0);
    await signal.within(1_000_000);
  });

  it('keeps nothing of those whose time is over, however long nothing is raised', async () => {
    const signal = new Signal();
    for (let round = 0; round < 20; round += 1) await signal.after(0, 1);
    expect(signal.waiting).toBe(0);
  });
});
