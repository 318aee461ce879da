import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { example, OnlineService } from './online-service.js';
import { folderForAll, messagesAt, startStandalone } from './standalone-server.js';

const SUBMISSIONS = 60;
const TRADE = 'gewerbe/examples/neugruendung-gmbh-mainz.json';
const OFFICE = 'gewerbe-mainz';

/** The messages of the same submissions, by their reference and without what is new in each run. */
async function delivered(threads: number): Promise<Map<string, string>> {
  const data = folderForAll();
  const server = await startStandalone(data, { NAHTLOS_TRANSFORM_THREADS: String(threads) });
  const service = new OnlineService(server);
  await until(() => (threads === 0 || server.output().includes('are ready') ? true : undefined));
  const references = Array.from({ length: SUBMISSIONS }, (_, index) => `trade-${index}`);
  const answers = await Promise.all(
    references.map((reference) => service.post(example(TRADE, { reference }))),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await until(() => (messagesAt(data, OFFICE).length >= SUBMISSIONS ? true : undefined));
  const messages = new Map<string, string>();
  for (const name of messagesAt(data, OFFICE)) {
    const xml = readFileSync(join(data, 'out', OFFICE, name), 'utf8');
    const reference = /<referenz>(.*?)<\/referenz>/.exec(xml)?.[1] ?? '';
    messages.set(reference, xml.replace(/[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[^<]*/g, '…'));
  }
  expect(await server.stop()).toEqual({ code: 0, signal: null });
  return messages;
}

describe('a server whose messages are written in threads', () => {
  it('delivers what one without threads does, and stops in peace', async () => {
    const without = await delivered(0);
    const sorted = (messages: Map<string, string>) => [...messages].sort();
    expect(without.size).toBe(SUBMISSIONS);
    expect(sorted(await delivered(2))).toEqual(sorted(without));
  }, 60_000);
});
