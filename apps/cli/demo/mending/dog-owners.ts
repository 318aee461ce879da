import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postSubmission } from '../../post-submission.js';
import type { Door } from '../demo-installation.js';

const EXAMPLE = 'steuern/examples/labrador-newel.json';
/** Requests under way at the same time. */
const AT_ONCE = 16;

/** What one person sent: an application, and perhaps a supplement to it; by the ids of the submissions. */
export interface SentCase {
  application: string;
  supplement?: string;
}

/** Sends one application for each case, and a supplement to every fifth. */
export async function sendCases(
  intake: Door,
  packages: string,
  count: number,
): Promise<SentCase[]> {
  const { attachments: _, ...example } = JSON.parse(
    await readFile(join(packages, EXAMPLE), 'utf8'),
  );
  const post = async (reference: string, rest: object) => {
    const body = { ...example, ...rest, reference };
    const answer = await postSubmission({ ...intake, body, files: '' });
    if (answer.status === 202) return String(answer.body.submissionId);
    throw new Error(`${reference} was answered with ${answer.status}.`);
  };
  const cases: SentCase[] = [];
  let last = 0;
  const sender = async () => {
    while (last < count) {
      last += 1;
      const number = String(last).padStart(4, '0');
      const application = await post(`HUND-${number}`, {});
      if (Number(number) % 5 !== 0) cases.push({ application });
      else {
        const related = { kind: 'supplement', relatesTo: application };
        cases.push({ application, supplement: await post(`HUND-${number}-N`, related) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return cases;
}
