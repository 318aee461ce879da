import type { DeliveryState } from '../delivery.tables.js';

/** What a case system says about a message. `received` is technical, `accepted` says that it works on it. */
export type Acknowledgement =
  | { outcome: 'received' | 'accepted' }
  /** `code` is one of the case system's own, never a text. */
  | { outcome: 'rejected'; code: string };

/** What follows from an acknowledgement, given what stands. */
export type AcknowledgementDecision =
  /** The message is not owed any more. */
  | { type: 'settle'; state: 'delivered' | 'rejected' }
  /** It is delivered already, and now more is known about it. */
  | { type: 'note' }
  /** It says nothing that does not stand already. */
  | { type: 'repeat' }
  | { type: 'contradiction'; detail: string };

/**
 * The one table of acknowledgements. `received` is implied by the two others, so that a repetition that comes late
 * contradicts neither; `accepted` and `rejected` exclude each other.
 */
export function decideAcknowledgement(
  given: Acknowledgement,
  { state, standing }: { state: DeliveryState; standing: Acknowledgement | undefined },
): AcknowledgementDecision {
  if (state === 'discarded') {
    return {
      type: 'contradiction',
      detail: 'An operator discarded the message. Ask the data centre what it is to become.',
    };
  }
  switch (standing?.outcome) {
    case 'rejected':
      if (given.outcome === 'received') return { type: 'repeat' };
      return given.outcome === 'rejected' && given.code === standing.code
        ? { type: 'repeat' }
        : contradiction('rejected');
    case 'accepted':
      return given.outcome === 'rejected' ? contradiction('accepted') : { type: 'repeat' };
    case 'received':
      if (given.outcome === 'received') return { type: 'repeat' };
  }
  if (given.outcome === 'rejected') return { type: 'settle', state: 'rejected' };
  return state === 'delivered' ? { type: 'note' } : { type: 'settle', state: 'delivered' };
}

function contradiction(stands: string): AcknowledgementDecision {
  return {
    type: 'contradiction',
    detail: `The message was acknowledged as ${stands} before, and that stands. If it was a mistake, tell the data centre.`,
  };
}
