import { Failure } from '#domain';
import type { Posted } from './check-envelope.js';
import { invalid } from './check-submission.js';
import type { KnownCase } from './submission-rows.js';

/** Looks up the case that a submission belongs to. */
export type CaseLookup = (submissionId: string) => Promise<KnownCase | undefined>;

/**
 * The case that a submission joins; undefined where it opens one.
 *
 * @throws Failure `not-found` where the case or the submission is unknown or another client's: which of both is
 * not told; `invalid` where the two belong to different cases
 */
export async function findCase(
  posted: Posted,
  client: string,
  lookup: CaseLookup,
): Promise<KnownCase | undefined> {
  const relatesTo = posted.relatesTo?.toLowerCase();
  const caseId = posted.caseId?.toLowerCase();
  let found: KnownCase | undefined;
  if (relatesTo) {
    found = own(await lookup(relatesTo), client, '/relatesTo', 'submission');
  }
  if (caseId && found?.caseId !== caseId) {
    // A case is named by the submission that opened it.
    const opening = await lookup(caseId);
    const named = own(opening?.caseId === caseId ? opening : undefined, client, '/caseId', 'case');
    if (found !== undefined) {
      throw invalid([
        {
          pointer: '/caseId',
          code: 'relation',
          detail: 'The submission in relatesTo belongs to another case. Leave the case out.',
        },
      ]);
    }
    found = named;
  }
  return found;
}

function own(
  found: KnownCase | undefined,
  client: string,
  pointer: string,
  what: string,
): KnownCase {
  if (found !== undefined && found.client === client) return found;
  const detail = `This client has no such ${what}.`;
  throw new Failure('not-found', detail, { findings: [{ pointer, code: 'not-found', detail }] });
}
