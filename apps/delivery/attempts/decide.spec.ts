import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.js';

const FACTS = {
  policy: { initialInterval: 10, maximumInterval: 100, giveUpAfter: 1000 },
  failures: 0,
  firstFailedAt: 5_000_000,
  now: 5_000_000,
  clock: 5_000_000,
  probe: false,
  random: 0.5,
};

describe('what follows from an outcome', () => {
  it.each(['accepted', 'duplicate'] as const)('%s: it is delivered', (kind) => {
    expect(decide({ kind, receipt: '201' }, FACTS)).toEqual({ type: 'delivered', receipt: '201' });
  });

  it('retry: again, after a pause', () => {
    expect(decide({ kind: 'retry', code: 'unreachable', detail: 'No answer.' }, FACTS)).toEqual({
      type: 'again',
      code: 'unreachable',
      detail: 'No answer.',
      dueAt: 5_007_500,
      charged: true,
    });
  });

  it('retry, when time is up: a dead letter that says how the last attempt ended', () => {
    const decision = decide(
      { kind: 'retry', code: 'unreachable', detail: 'No answer.' },
      { ...FACTS, failures: 41, now: 6_000_000, clock: 6_000_000 },
    );
    expect(decision).toEqual({
      type: 'dead-letter',
      code: 'exhausted',
      detail:
        'Given up after 42 failed attempts within 1000 seconds. The last one (unreachable): No answer.',
    });
  });

  it('retry, when the clock was set back: the schedule begins and does not break', () => {
    expect(
      decide(
        { kind: 'retry', code: 'unreachable', detail: 'No answer.' },
        { ...FACTS, now: 1_000_000, clock: 1_000_000 },
      ),
    ).toMatchObject({ type: 'again', dueAt: 1_007_500 });
  });

  it('retry, weeks later, where the clock of the destination stood: the schedule has used up nothing', () => {
    expect(
      decide(
        { kind: 'retry', code: 'unreachable', detail: 'No answer.' },
        { ...FACTS, failures: 5, now: 5_000_000 + 1_814_400_000, clock: 5_000_100 },
      ),
    ).toMatchObject({ type: 'again', charged: true });
  });

  it('retry of a probe: behind the others, and nothing of its schedule is used up', () => {
    expect(
      decide(
        { kind: 'retry', code: 'unreachable', detail: 'No answer.' },
        { ...FACTS, failures: 41, now: 9_000_000, clock: 9_000_000, probe: true },
      ),
    ).toEqual({
      type: 'again',
      code: 'unreachable',
      detail: 'No answer.',
      dueAt: 9_000_000,
      charged: false,
    });
  });

  it('offered: until the acknowledgement is overdue on the clock of the destination', () => {
    const waiting = { ...FACTS, now: 7_000_000, clock: 5_200_000 };
    expect(decide({ kind: 'offered', withinSeconds: 600 }, waiting)).toEqual({
      type: 'offered',
      since: 5_000_000,
      dueAt: 7_400_000,
    });
    expect(
      decide({ kind: 'offered', withinSeconds: 600 }, { ...waiting, clock: 5_600_000 }),
    ).toMatchObject({ type: 'dead-letter', code: 'exhausted' });
  });

  it('refused: a dead letter with the code of the destination', () => {
    expect(decide({ kind: 'refused', code: 'refused', detail: 'Not so.' }, FACTS)).toEqual({
      type: 'dead-letter',
      code: 'refused',
      detail: 'Not so.',
    });
  });

  it('gone: a dead letter', () => {
    expect(decide({ kind: 'gone', detail: 'It says 410.' }, FACTS)).toEqual({
      type: 'dead-letter',
      code: 'destination-gone',
      detail: 'It says 410.',
    });
  });
});
