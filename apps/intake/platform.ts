import { Failure } from '#domain';

/** Who calls, as the landscape's keys tell. Other roles have further fields. */
export type Caller =
  | { role: 'platform'; client: string; allows(service: string): boolean }
  | { role: 'operator' | 'case-system' };

/** An online service that may submit. */
export type Platform = Extract<Caller, { role: 'platform' }>;

/** @throws Failure `unauthenticated` or `forbidden` */
export function platformOf(caller: Caller | undefined): Platform {
  if (caller === undefined) {
    throw new Failure('unauthenticated', 'The API key is unknown or no longer valid.');
  }
  if (caller.role !== 'platform') {
    throw new Failure('forbidden', 'This needs the API key of an online service.');
  }
  return caller;
}
