import { describe, expect, it } from '@jest/globals';
import type { DestinationConfig } from '#domain';
import { outgoingMessage } from '../../../test/factories/outgoing-message.js';
import { awaitsAcknowledgement, destinationFor } from '../transports.js';
import { inboxLease } from './inbox-destination.js';

const context = { dataFolder: '.', readSecret: () => '', topicsInReach: false };

function config(settings: DestinationConfig['settings'], transport = 'inbox'): DestinationConfig {
  const retry = { initialInterval: 1, maximumInterval: 1, giveUpAfter: 1 };
  return { id: 'inbox', name: 'Inbox', transport, concurrency: 1, retry, settings };
}

describe('a message for an inbox', () => {
  it('lies ready for two weeks, or as long as the landscape says', async () => {
    const offered = (settings: DestinationConfig['settings']) =>
      destinationFor(config(settings), context).deliver(
        outgoingMessage(),
        new AbortController().signal,
      );
    expect(await offered({})).toEqual({ kind: 'offered', withinSeconds: 1_209_600 });
    expect(await offered({ acknowledgeWithin: 60 })).toEqual({
      kind: 'offered',
      withinSeconds: 60,
    });
  });

  it('is awaited until it is acknowledged', () => {
    expect(awaitsAcknowledgement(config({}))).toBe(true);
  });

  it('belongs to who listed it for ten minutes, or as long as the landscape says', () => {
    expect(inboxLease(config({}))).toBe(600);
    expect(inboxLease(config({ lease: 30 }))).toBe(30);
    expect(inboxLease(config({}, 'kafka'))).toBeUndefined();
  });
});
