import { describe, expect, it } from '@jest/globals';
import { SharedSync } from './shared-sync.js';

/** A sync that ends when told, and remembers what had been written when it began. */
function controlled() {
  const written: string[] = [];
  const began: string[][] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const shared = new SharedSync(() => {
    began.push([...written]);
    return new Promise((resolve, reject) => ends.push({ resolve, reject }));
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { written, began, ends, shared, settle };
}

describe('a shared sync', () => {
  it('serves all who asked before it began with one sync', async () => {
    const { written, began, ends, shared, settle } = controlled();
    written.push('a');
    const first = shared.run();
    written.push('b');
    const second = shared.run();
    await settle();
    ends[0]!.resolve();
    await Promise.all([first, second]);
    expect(began).toEqual([['a', 'b']]);
  });

  it('never serves one who asked while it was running', async () => {
    const { written, began, ends, shared, settle } = controlled();
    const first = shared.run();
    await settle();
    written.push('late');
    let served = false;
    const late = shared.run().then(() => {
      served = true;
    });
    ends[0]!.resolve();
    await first;
    await settle();
    expect(served).toBe(false);
    ends[1]!.resolve();
    await late;
    expect(began[1]).toEqual(['late']);
  });

  it('fails those that a failed sync would have served, and no others', async () => {
    const { ends, shared, settle } = controlled();
    const first = shared.run();
    await settle();
    const second = shared.run();
    ends[0]!.reject(new Error('EIO'));
    await expect(first).rejects.toThrow('EIO');
    await settle();
    ends[1]!.resolve();
    await expect(second).resolves.toBeUndefined();
  });
});
