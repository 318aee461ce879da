import type { LetterState } from './letter.js';

/** What became of an operator's press. `changed` is false where the letter was decided about before. */
export interface OperationResult {
  deadLetterId: string;
  state: LetterState;
  changed: boolean;
  /** A sentence for the operator. */
  detail: string;
}
