import { describe, expect, it } from '@jest/globals';
import { mayBeKnownSoon } from './unknown-messages.js';

const HOUR = 3_600_000;
/** Delivery runs for an hour, and the answer was written and seen just now. */
const facts = { now: HOUR, startedAt: 0, writtenAt: HOUR, seenAt: HOUR, backlog: 0 };

describe('an answer about a message that is not known', () => {
  it('waits for ten seconds after it was written', () => {
    expect(mayBeKnownSoon(facts)).toBe(true);
    expect(mayBeKnownSoon({ ...facts, writtenAt: HOUR - 9_999 })).toBe(true);
    expect(mayBeKnownSoon({ ...facts, writtenAt: HOUR - 10_000 })).toBe(false);
  });

  it('waits anew after delivery stood still', () => {
    expect(mayBeKnownSoon({ ...facts, writtenAt: 0, startedAt: HOUR - 5_000 })).toBe(true);
  });

  it('waits while delivery is far behind, however long that takes', () => {
    expect(mayBeKnownSoon({ ...facts, writtenAt: 0, seenAt: 0, backlog: 1_001 })).toBe(true);
    expect(mayBeKnownSoon({ ...facts, writtenAt: 0, seenAt: 0, backlog: 1_000 })).toBe(false);
  });

  it('does not wait for ever where the clock of the case system is ahead', () => {
    const ahead = { ...facts, writtenAt: 2 * HOUR };
    expect(mayBeKnownSoon({ ...ahead, seenAt: HOUR - 9_999 })).toBe(true);
    expect(mayBeKnownSoon({ ...ahead, seenAt: HOUR - 10_000 })).toBe(false);
  });
});
