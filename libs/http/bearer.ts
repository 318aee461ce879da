import { Failure } from '#domain';

const BEARER = /^Bearer +([\x21-\x7e]{1,4096}) *$/i;

/**
 * The key or token that a request presents (RFC 6750, section 2.1).
 *
 * @throws Failure `unauthenticated` where there is none
 */
export function bearer(request: { headers: { authorization?: string | undefined } }): string {
  const presented = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (presented === undefined) {
    throw new Failure('unauthenticated', 'Send the header Authorization: Bearer <API key>.');
  }
  return presented;
}
