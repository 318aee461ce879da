import type { DeliveryState } from '../delivery.tables.js';

/** What a case system says about a message. `received` is technical, `accepted` says that it works on it. */
export type Acknowledgement =
  | { outcome: 'received' }
  /** `fileNumber` is data of the case: it goes to the online service, and into no journal and no log. */
  | { outcome: 'accepted'; fileNumber?: string }
  /** `code` is one of the case system's own, never a text. */
  | { outcome: 'rejected'; code: string }
  /** `forwardTo` is whom it holds responsible: a directory key with its prefix, or a code of its own. */
  | { outcome: 'not-responsible'; forwardTo: string | null };

/** What stands of an acknowledgement. */
export interface Stood {
  outcome: Acknowledgement['outcome'];
  /** Of a rejection its reason, else whom the case system held responsible. */
  code: string | null;
}

/** What follows from an acknowledgement, given what stands. */
export type AcknowledgementDecision =
  /** The message is not owed any more. */
  | { type: 'settle'; state: 'delivered' | 'rejected' }
  /** A person has to find who is responsible. */
  | { type: 'dead-letter' }
  /** It is delivered already, and now more is known about it. */
  | { type: 'note' }
  /** It says nothing that does not stand already. */
  | { type: 'repeat' }
  | { type: 'contradiction'; detail: string };

/**
 * The one table of acknowledgements. `received` is implied by the two others, so that a repetition that comes late
 * contradicts neither; `accepted`, `rejected` and `not-responsible` exclude each other. That a case system is not
 * responsible stands until an operator has the message delivered again.
 */
export function decideAcknowledgement(
  given: Acknowledgement,
  {
    state,
    standing,
    newFileNumber = false,
  }: {
    state: DeliveryState;
    standing: Stood | undefined;
    /** Whether it gives a file number that is not the one given before. */
    newFileNumber?: boolean;
  },
): AcknowledgementDecision {
  if (state === 'discarded') {
    return {
      type: 'contradiction',
      detail: 'An operator discarded the message. Ask the data centre what it is to become.',
    };
  }
  if (state === 'replaced') {
    return {
      type: 'contradiction',
      detail:
        'Another message with corrected content replaces this one: the header nahtlos_replaces names it. Acknowledge that one.',
    };
  }
  switch (standing?.outcome) {
    case 'rejected':
      if (given.outcome === 'received') return { type: 'repeat' };
      return given.outcome === 'rejected' && given.code === standing.code
        ? { type: 'repeat' }
        : contradiction('rejected');
    case 'accepted':
      if (given.outcome === 'accepted' && newFileNumber) return { type: 'note' };
      return given.outcome === 'received' || given.outcome === 'accepted'
        ? { type: 'repeat' }
        : contradiction('accepted');
    case 'not-responsible':
      if (state !== 'dead') break;
      if (given.outcome === 'received') return { type: 'repeat' };
      return given.outcome === 'not-responsible' && given.forwardTo === standing.code
        ? { type: 'repeat' }
        : contradiction('not-responsible');
    case 'received':
      if (given.outcome === 'received') return { type: 'repeat' };
  }
  if (given.outcome === 'rejected') return { type: 'settle', state: 'rejected' };
  if (given.outcome === 'not-responsible') return { type: 'dead-letter' };
  return state === 'delivered' ? { type: 'note' } : { type: 'settle', state: 'delivered' };
}

function contradiction(stands: string): AcknowledgementDecision {
  return {
    type: 'contradiction',
    detail: `The message was acknowledged as ${stands} before, and that stands. If it was a mistake, tell the data centre.`,
  };
}
