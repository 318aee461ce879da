import { describe, expect, it } from '@jest/globals';
import type { JournalEvent } from './journal.js';
import { evolve, NEW_LIFECYCLE } from './lifecycle.js';

const ABOUT = { submissionId: 's', caseId: 'c', at: '2026-11-22T09:30:00.000Z' };

type Told = JournalEvent extends infer Event
  ? Event extends JournalEvent
    ? Omit<Event, keyof typeof ABOUT>
    : never
  : never;

const statusAfter = (...events: Told[]) =>
  events.reduce(
    (known, event) => evolve(known, { ...ABOUT, ...event } as JournalEvent),
    NEW_LIFECYCLE,
  ).status;

const planned = (messageId: string) => ({
  messageId,
  type: 'gewerbe.anmeldung.0010',
  target: messageId,
  cluster: 'gewerbe',
  destination: 'files',
});

const transformed = (...messageIds: string[]): Told => ({
  type: 'transformed',
  landscapeVersion: 'l',
  packageVersion: 'p',
  authority: 'VG',
  municipality: null,
  reason: 'longest prefix',
  messages: messageIds.map(planned),
});

const about = (messageId: string) => ({ messageId, destination: 'files' });
const delivering = (id: string): Told => ({ type: 'delivering', ...about(id) });
const delivered = (id: string): Told => ({
  type: 'delivered',
  ...about(id),
  attempt: 1,
  receipt: 'file',
});
const deadLettered = (messageId: string | null): Told => ({
  type: 'dead-lettered',
  deadLetterId: 'd',
  stage: messageId === null ? 'transform' : 'delivery',
  code: messageId === null ? 'unroutable' : 'refused',
  findings: [],
  messageId,
  destination: messageId === null ? null : 'files',
});
const decided = (type: 'replayed' | 'discarded', messageId: string | null): Told =>
  ({
    type,
    deadLetterId: 'd',
    stage: messageId === null ? 'transform' : 'delivery',
    messageId,
    operator: 'o',
    ...(type === 'discarded' && { reason: 'r' }),
  }) as Told;

describe('the status of a submission', () => {
  it('is delivered once all its targets are', () => {
    expect(statusAfter(transformed('a', 'b'), delivering('a'), delivering('b'))).toBe('delivering');
    expect(statusAfter(transformed('a', 'b'), delivered('a'), delivering('b'))).toBe('delivering');
    expect(statusAfter(transformed('a', 'b'), delivered('a'), delivered('b'))).toBe('delivered');
  });

  it('shows that a person is needed before anything else', () => {
    expect(statusAfter(transformed('a', 'b'), delivered('a'), deadLettered('b'))).toBe(
      'dead-lettered',
    );
    expect(statusAfter(deadLettered(null))).toBe('dead-lettered');
  });

  it('goes on after a replay, and ends with a discard', () => {
    expect(statusAfter(deadLettered(null), decided('replayed', null))).toBe('received');
    expect(statusAfter(deadLettered(null), decided('discarded', null))).toBe('discarded');
    expect(statusAfter(transformed('a'), deadLettered('a'), decided('replayed', 'a'))).toBe(
      'delivering',
    );
    expect(
      statusAfter(transformed('a', 'b'), delivered('a'), deadLettered('b'), {
        ...decided('discarded', 'b'),
      }),
    ).toBe('discarded');
  });

  it('is rejected when the case system says so after the delivery', () => {
    expect(
      statusAfter(transformed('a'), delivered('a'), {
        type: 'rejected',
        ...about('a'),
        code: 'S999',
      }),
    ).toBe('rejected');
  });

  it('stays what the case system said, where an operator decided without knowing it', () => {
    const arrived = [transformed('a'), deadLettered('a'), delivered('a')];
    expect(statusAfter(...arrived, decided('discarded', 'a'))).toBe('delivered');
    expect(statusAfter(...arrived, decided('replayed', 'a'))).toBe('delivered');
  });

  it('is not changed by an acknowledgement of what was delivered', () => {
    const acknowledged: Told = { type: 'acknowledged', ...about('a'), outcome: 'accepted' };
    expect(statusAfter(transformed('a'), delivered('a'), acknowledged)).toBe('delivered');
  });

  it('does not go back when the journal repeats itself', () => {
    expect(statusAfter(transformed('a'), delivered('a'), transformed('a'))).toBe('delivered');
  });

  it('counts a corrected message instead of the one that failed', () => {
    const replaced: Told = { type: 'replaced', messageId: 'a', newMessage: planned('b') };
    const failed = [transformed('a'), deadLettered('a'), decided('replayed', 'a')];
    expect(statusAfter(...failed, replaced)).toBe('transformed');
    expect(statusAfter(...failed, replaced, delivering('b'), delivered('b'))).toBe('delivered');
    // It was delivered after all before the corrected one came.
    const late = [...failed, delivered('a'), replaced, deadLettered('b')];
    expect(statusAfter(...late)).toBe('dead-lettered');
    expect(statusAfter(...late, decided('discarded', 'b'))).toBe('discarded');
  });
});
