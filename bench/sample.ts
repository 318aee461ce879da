import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AcceptedSubmission } from '#domain';

const EXAMPLE = 'gewerbe/examples/neugruendung-gmbh-mainz';

type Body = AcceptedSubmission['submission'];

/** A realistic submission of about 3 KB without attachments: the form data of an example of the packages. */
export function sampleBody(root: string, reference: string, example = EXAMPLE): Body {
  const body = JSON.parse(readFileSync(join(root, 'schemas', `${example}.json`), 'utf8')) as Body;
  return { ...body, reference, attachments: [] };
}

export function acceptedSample(root: string, example = EXAMPLE): AcceptedSubmission {
  const submission = sampleBody(root, 'bench', example);
  return {
    submissionId: '019a0000-0000-7000-8000-000000000001',
    caseId: '019a0000-0000-7000-8000-000000000002',
    client: 'demo',
    receivedAt: '2026-11-22T09:30:00.000Z',
    area: submission.area,
    caseDestinations: null,
    attachments: [],
    submission,
  };
}
