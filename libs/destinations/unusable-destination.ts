/**
 * The settings of a destination cannot be used as they are. The message is a sentence that says what to mend; it names
 * settings, never what a secret holds.
 */
export class UnusableDestination extends Error {
  override readonly name = 'UnusableDestination';
}
