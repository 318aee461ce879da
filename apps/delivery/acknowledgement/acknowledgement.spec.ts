import { describe, expect, it } from '@jest/globals';
import type { DeliveryState } from '../delivery.tables.js';
import { type Acknowledgement, decideAcknowledgement } from './acknowledgement.js';

const RECEIVED: Acknowledgement = { outcome: 'received' };
const ACCEPTED: Acknowledgement = { outcome: 'accepted' };
const REJECTED: Acknowledgement = { outcome: 'rejected', code: 'S1' };
const OTHERWISE: Acknowledgement = { outcome: 'rejected', code: 'S2' };

const decided = (state: DeliveryState, standing: Acknowledgement | undefined) =>
  [RECEIVED, ACCEPTED, REJECTED, OTHERWISE].map((given) => {
    const decision = decideAcknowledgement(given, { state, standing });
    return decision.type === 'settle' ? decision.state : decision.type;
  });

describe('what an acknowledgement changes', () => {
  it.each(['open', 'leased', 'offered', 'dead'] as const)(
    'settles a message that is %s',
    (state) => {
      expect(decided(state, undefined)).toEqual(['delivered', 'delivered', 'rejected', 'rejected']);
    },
  );

  it('adds to a delivery, or turns it into a rejection', () => {
    expect(decided('delivered', undefined)).toEqual(['note', 'note', 'rejected', 'rejected']);
    expect(decided('delivered', RECEIVED)).toEqual(['repeat', 'note', 'rejected', 'rejected']);
  });

  it('stands once the case system has accepted or rejected', () => {
    expect(decided('delivered', ACCEPTED)).toEqual([
      'repeat',
      'repeat',
      'contradiction',
      'contradiction',
    ]);
    expect(decided('rejected', REJECTED)).toEqual([
      'repeat',
      'contradiction',
      'repeat',
      'contradiction',
    ]);
  });

  it('comes too late for what an operator discarded', () => {
    expect(decided('discarded', undefined)).toEqual(Array(4).fill('contradiction'));
  });
});
