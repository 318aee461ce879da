import { setTimeout } from 'node:timers/promises';
import type { DemoResult } from './demo-client.js';
import type { Letter } from './demo-report.js';

const PATIENCE_MILLISECONDS = 10_000;

/**
 * The dead letters of the submissions that have one. Status and letter come by topics of their own: where the status
 * is there first, the letter follows.
 */
export async function deadLettersOf(
  results: readonly DemoResult[],
  get: (path: string) => Promise<unknown>,
): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const { submissionId, view } of results) {
    if (submissionId === undefined || view?.status !== 'dead-lettered') continue;
    for (const id of await idsFor(submissionId, get)) {
      letters.push((await get(`/v1/dead-letters/${id}`)) as Letter);
    }
  }
  return letters;
}

async function idsFor(submissionId: string, get: (path: string) => Promise<unknown>) {
  const path = `/v1/dead-letters?state=all&submissionId=${submissionId}`;
  for (const begin = performance.now(); ; await setTimeout(25)) {
    const { deadLetters } = (await get(path)) as { deadLetters: { id: string }[] };
    const late = performance.now() - begin > PATIENCE_MILLISECONDS;
    if (deadLetters.length > 0 || late) return deadLetters.map(({ id }) => id);
  }
}
