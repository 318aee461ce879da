import { describe, expect, it } from '@jest/globals';
import type { DeliveryState } from '../delivery.tables.js';
import { type Acknowledgement, decideAcknowledgement, type Stood } from './acknowledgement.js';

const RECEIVED: Acknowledgement = { outcome: 'received' };
const ACCEPTED: Acknowledgement = { outcome: 'accepted' };
const REJECTED: Acknowledgement = { outcome: 'rejected', code: 'S1' };
const OTHERWISE: Acknowledgement = { outcome: 'rejected', code: 'S2' };

const stood = ({ outcome, ...rest }: Acknowledgement): Stood => ({
  outcome,
  code: 'code' in rest ? rest.code : null,
});

const decided = (state: DeliveryState, standing: Stood | undefined) =>
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
    expect(decided('delivered', stood(RECEIVED))).toEqual([
      'repeat',
      'note',
      'rejected',
      'rejected',
    ]);
  });

  it('stands once the case system has accepted or rejected', () => {
    expect(decided('delivered', stood(ACCEPTED))).toEqual([
      'repeat',
      'repeat',
      'contradiction',
      'contradiction',
    ]);
    expect(decided('rejected', stood(REJECTED))).toEqual([
      'repeat',
      'contradiction',
      'repeat',
      'contradiction',
    ]);
  });

  it('that another has to do it needs a person, and stands until that person has decided', () => {
    const given: Acknowledgement = { outcome: 'not-responsible', forwardTo: 'bab:1' };
    const standing: Stood = { outcome: 'not-responsible', code: 'bab:1' };
    const facts = { state: 'delivered', standing: undefined } as const;
    expect(decideAcknowledgement(given, facts).type).toBe('dead-letter');
    expect(decided('dead', standing)).toEqual([
      'repeat',
      'contradiction',
      'contradiction',
      'contradiction',
    ]);
    expect(decideAcknowledgement(given, { state: 'dead', standing }).type).toBe('repeat');
    expect(decided('delivered', standing)).toEqual(['note', 'note', 'rejected', 'rejected']);
    expect(decideAcknowledgement(given, { ...facts, standing: stood(ACCEPTED) }).type).toBe(
      'contradiction',
    );
  });

  it('notes a file number that is new', () => {
    const facts = { state: 'delivered', standing: stood(ACCEPTED), newFileNumber: true } as const;
    expect(decideAcknowledgement({ outcome: 'accepted', fileNumber: '1' }, facts).type).toBe(
      'note',
    );
  });

  it('comes too late for what an operator discarded', () => {
    expect(decided('discarded', undefined)).toEqual(Array(4).fill('contradiction'));
  });
});
