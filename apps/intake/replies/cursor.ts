import { Failure } from '#domain';

const FORM = /^1\.(\d{1,15})$/;

/** The place after a reply, as text whose inside is nobody's business. */
export function cursorAfter(number: number): string {
  return Buffer.from(`1.${number}`).toString('base64url');
}

/**
 * The number after which replies are asked for; without a cursor all are.
 *
 * @throws Failure `malformed` where the cursor is none of ours
 */
export function numberOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const found = FORM.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (found === null) {
    const detail = 'Expected the next of an earlier answer, unchanged.';
    throw new Failure('malformed', 'The cursor is none that was given out.', {
      findings: [{ pointer: '/querystring/after', code: 'cursor', detail }],
    });
  }
  return Number(found[1]);
}
