import { Failure } from '#domain';

/** Who decides. Throws Failure `invalid` where nobody is named. */
export function namedOperator(operator: string): string {
  if (operator.trim() !== '') return operator.trim();
  throw new Failure('invalid', 'A decision has a named operator. Say who decides.');
}

/** Why something is given up. Throws Failure `invalid` where nothing is said. */
export function givenReason(reason: string): string {
  if (reason.trim() !== '') return reason.trim();
  throw new Failure('invalid', 'A dead letter is discarded for a reason. Say which.', {
    findings: [{ pointer: '/reason', code: 'required', detail: 'Expected a reason, as text.' }],
  });
}
