import { describe, expect, it } from '@jest/globals';
import { untilInterrupted } from './until-interrupted.js';

describe('work until it is interrupted', () => {
  it('ends what it has started before the program ends with the code of an interruption', async () => {
    let ended = false;
    const exit = untilInterrupted(async (interrupted) => {
      try {
        return await interrupted;
      } finally {
        await Promise.resolve();
        ended = true;
      }
    });
    process.emit('SIGINT');
    expect(await exit).toBe(130);
    expect(ended).toBe(true);
  });

  it('ends as it does where no signal comes, and leaves none caught', async () => {
    const before = process.listenerCount('SIGINT');
    expect(await untilInterrupted(async () => 1)).toBe(1);
    await expect(untilInterrupted(() => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
