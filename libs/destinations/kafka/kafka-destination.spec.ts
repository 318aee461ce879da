import { describe, expect, it } from '@jest/globals';
import type { DestinationConfig } from '#domain';
import { outgoingMessage } from '../../../test/factories/outgoing-message.js';
import { awaitsAcknowledgement, destinationFor } from '../transports.js';

function deliver(settings: DestinationConfig['settings'], topicsInReach = true) {
  const context = { dataFolder: '.', readSecret: () => '', topicsInReach };
  return destinationFor(config(settings), context).deliver(
    outgoingMessage({ origin: 'cluster.gewerbe/3/41' }),
    new AbortController().signal,
  );
}

function config(settings: DestinationConfig['settings'], transport = 'kafka'): DestinationConfig {
  const retry = { initialInterval: 1, maximumInterval: 1, giveUpAfter: 1 };
  return { id: 'topic', name: 'Topic', transport, concurrency: 1, retry, settings };
}

describe('a message in the topic that a case system reads itself', () => {
  it('is delivered because it stands there, and its place is the receipt', async () => {
    expect(await deliver({})).toEqual({ kind: 'accepted', receipt: 'cluster.gewerbe/3/41' });
  });

  it('is offered for two weeks, or as long as the landscape says, where the consumer acknowledges', async () => {
    expect(await deliver({ acknowledgement: 'consumer' })).toEqual({
      kind: 'offered',
      withinSeconds: 1_209_600,
    });
    expect(await deliver({ acknowledgement: 'consumer', acknowledgeWithin: 60 })).toEqual({
      kind: 'offered',
      withinSeconds: 60,
    });
  });

  it('is not called delivered where nobody outside can read the topic', async () => {
    expect(await deliver({}, false)).toMatchObject({ kind: 'refused' });
    expect(await deliver({ acknowledgement: 'consumer' }, false)).toMatchObject({
      kind: 'refused',
    });
  });

  it('waits for an acknowledgement only where transport and setting say so', () => {
    expect(awaitsAcknowledgement(config({ acknowledgement: 'consumer' }))).toBe(true);
    expect(awaitsAcknowledgement(config({}))).toBe(false);
    expect(awaitsAcknowledgement(config({ acknowledgement: 'consumer' }, 'https'))).toBe(false);
  });
});
