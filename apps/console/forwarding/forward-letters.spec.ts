import { afterEach, describe, expect, it } from '@jest/globals';
import { Failure } from '#domain';
import type { Forwarding } from '#register';
import { until } from '../../../test/fixtures/until.js';
import { ForwardLetters } from './forward-letters.js';

const letter = (id: string): Forwarding => ({ id, area: '073390005', destination: 'mainz' });

let rules: ForwardLetters | undefined;

afterEach(() => rules?.stop());

/** Letters that are forwarded as `outcomes` say, in turn; what is done with one takes it from the list. */
function working(waiting: Forwarding[], outcomes: Record<string, (Failure | undefined)[]>) {
  const done: string[] = [];
  const remove = (id: string) => {
    waiting = waiting.filter((one) => one.id !== id);
  };
  rules = new ForwardLetters({
    letters: {
      waiting: async () => waiting,
      leave: async ({ id }, why) => {
        done.push(`${id} is left: ${why}`);
        remove(id);
      },
    },
    forward: async ({ id }) => {
      const failure = outcomes[id]?.shift();
      if (failure !== undefined) throw failure;
      done.push(id);
      remove(id);
    },
    log: { warn: () => undefined },
  });
  rules.start();
  return done;
}

describe('the rule of a destination', () => {
  it('forwards its letters in order, and tries again what is not there yet', async () => {
    const done = working([letter('a'), letter('b')], { b: [new Failure('unavailable')] });
    await until(async () => (done.length === 2 ? true : undefined));
    expect(done).toEqual(['a', 'b']);
  });

  it('leaves to a person what the checks refuse, with the reason, and goes on', async () => {
    const findings = [{ pointer: '/area', code: 'unroutable', detail: 'No activation.' }];
    const refusal = new Failure('invalid', 'Nothing was sent.', { findings });
    const done = working([letter('a'), letter('b')], { a: [refusal] });
    await until(async () => (done.length === 2 ? true : undefined));
    expect(done[0]).toContain('a is left: But the rule of the destination mainz could not: No act');
    expect(done[1]).toBe('b');
  });
});
