import { setTimeout } from 'node:timers/promises';
import type { Door } from './demo-installation.js';

const PAUSE_MILLISECONDS = 50;
const PATIENCE_MILLISECONDS = 60_000;

/** What stands at a path of the interface. */
export async function ask<Answer>(
  { url, key }: Door,
  path: string,
  post?: object,
): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    headers: {
      authorization: `Bearer ${key}`,
      ...(post === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(post === undefined ? {} : { method: 'POST', body: JSON.stringify(post) }),
  });
  if (answer.ok) return (await answer.json()) as Answer;
  throw new Error(
    `${post === undefined ? 'GET' : 'POST'} ${path} was answered with ${answer.status}.`,
  );
}

/** Asks again until the answer has what is wanted, or the patience ends: undefined then. */
export async function askUntil<Answer, Wanted>(
  door: Door,
  path: string,
  wanted: (answer: Answer) => Wanted | undefined,
): Promise<Wanted | undefined> {
  for (const begin = performance.now(); ; await setTimeout(PAUSE_MILLISECONDS)) {
    const found = wanted(await ask<Answer>(door, path));
    if (found !== undefined) return found;
    if (performance.now() - begin > PATIENCE_MILLISECONDS) return undefined;
  }
}
