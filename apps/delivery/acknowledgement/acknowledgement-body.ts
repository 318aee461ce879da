import { Failure, type Finding } from '#domain';
import type { Acknowledgement } from './acknowledgement.js';

/** An acknowledgement as a case system writes it; it fits ACKNOWLEDGEMENT_SCHEMA. */
export interface AcknowledgementBody {
  outcome: Acknowledgement['outcome'];
  reason?: { code: string };
  fileNumber?: string;
  forwardTo?: string;
}

/** Which field belongs to which outcome. */
const BELONGS = {
  reason: { to: 'rejected', detail: 'Only a rejection has a reason. Leave it out.' },
  fileNumber: { to: 'accepted', detail: 'Only what is accepted has a file number. Leave it out.' },
  forwardTo: {
    to: 'not-responsible',
    detail: 'Only who is not responsible says who is. Leave it out.',
  },
} as const;

/** @throws Failure `malformed` where a field does not belong to the outcome, or is missing */
export function acknowledgementIn(body: AcknowledgementBody): Acknowledgement {
  const { outcome, reason, fileNumber, forwardTo } = body;
  const findings: Finding[] = (Object.keys(BELONGS) as (keyof typeof BELONGS)[])
    .filter((field) => body[field] !== undefined && BELONGS[field].to !== outcome)
    .map((field) => ({
      pointer: `/${field}`,
      code: 'unknown-field',
      detail: BELONGS[field].detail,
    }));
  if (outcome === 'rejected' && reason === undefined) {
    const detail = 'A rejection has a reason with its code.';
    findings.push({ pointer: '/reason', code: 'required', detail });
  }
  if (findings.length > 0) {
    throw new Failure('malformed', 'The request has mistakes: see errors.', { findings });
  }
  switch (outcome) {
    case 'rejected':
      return { outcome, code: reason?.code ?? '' };
    case 'not-responsible':
      return { outcome, forwardTo: forwardTo ?? null };
    case 'accepted':
      return fileNumber === undefined ? { outcome } : { outcome, fileNumber };
    case 'received':
      return { outcome };
  }
}
