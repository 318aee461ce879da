import { describe, expect, test } from '@jest/globals';
import type { JournalEvent } from '#domain';
import { inWords } from './timeline-words.js';

const BASE = { submissionId: 's1', caseId: 'c1', at: '2026-11-22T09:30:00.000Z' };
const LETTER = { deadLetterId: 'l1', stage: 'delivery', messageId: 'm1' } as const;
const PLANNED = {
  messageId: 'm1',
  type: 'gewerbe.anmeldung.0010',
  target: 'anmeldung',
  cluster: 'gewerbe',
  destination: 'secret-system',
};

/** One of each kind, filled with what the online service is not told. */
const EVENTS: JournalEvent[] = [
  { ...BASE, type: 'waiting', behind: 'another-submission' },
  { ...BASE, type: 'delivering', messageId: 'm1', destination: 'secret-system' },
  {
    ...BASE,
    type: 'attempt-failed',
    messageId: 'm1',
    destination: 'secret-system',
    attempt: 2,
    code: 'unreachable',
    detail: 'secret-host refused the connection',
    nextAttemptAt: null,
  },
  {
    ...BASE,
    type: 'delivered',
    messageId: 'm1',
    destination: 'secret-system',
    attempt: 3,
    receipt: 'secret-path',
  },
  {
    ...BASE,
    type: 'acknowledged',
    messageId: 'm1',
    destination: 'secret-system',
    outcome: 'accepted',
  },
  {
    ...BASE,
    type: 'replied',
    replyId: 'r1',
    messageId: 'm1',
    destination: 'secret-system',
    kind: 'decision',
    documents: 2,
  },
  { ...BASE, type: 'reply-delivered', replyId: 'r1', attempt: 1 },
  { ...BASE, type: 'rejected', messageId: 'm1', destination: 'secret-system', code: 'S002' },
  {
    ...BASE,
    ...LETTER,
    type: 'dead-lettered',
    code: 'refused',
    findings: [{ pointer: '/secret', code: 'x', detail: 'secret' }],
    destination: 'secret-system',
  },
  { ...BASE, ...LETTER, type: 'assigned', operator: 'secret operator', to: 'secret colleague' },
  {
    ...BASE,
    ...LETTER,
    type: 'corrected',
    newMessageId: 'm2',
    operator: 'secret operator',
    fields: ['/data/secret'],
  },
  { ...BASE, type: 'replaced', messageId: 'm1', newMessage: { ...PLANNED, messageId: 'm2' } },
  { ...BASE, ...LETTER, type: 'replayed', operator: 'secret operator' },
  { ...BASE, ...LETTER, type: 'discarded', operator: 'secret operator', reason: 'secret reason' },
];

describe('the timeline of an online service', () => {
  test.each(EVENTS.map((event) => [event.type, event] as const))(
    'tells %s in a sentence, without operators, their reasons or systems',
    (_type, event) => {
      const words = inWords(event, [PLANNED]);
      expect(words).toMatch(/^[A-Z].*\.$/);
      expect(words).not.toMatch(/secret|another-submission/);
    },
  );

  test('names the message that an event is about', () => {
    expect(inWords(EVENTS[3] as JournalEvent, [PLANNED])).toBe(
      'The message gewerbe.anmeldung.0010 was delivered.',
    );
  });
});
