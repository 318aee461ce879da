import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { startServerProcess } from '#runtime';
import type { Measurement } from './measurement.js';
import { residentMemory } from './resident-memory.js';
import { sampleBody } from './sample.js';

const CONNECTIONS = 50;
/** Files under way at the same time: more than the demo allows its destinations, as a data centre would set it. */
const FILES_AT_A_TIME = 64;
/** No further ahead than this: a backlog would measure the buffer, not the flow. */
const LONGEST_BACKLOG = 5_000;

/** With a summary each, which takes longer than the rest. */
const WITH_SUMMARY = 0.25;

/**
 * Submissions a second from the POST until the file of each is there, all four apps in one process; then fewer, with a
 * readable summary beside each file.
 */
export async function benchEndToEnd(root: string, submissions: number): Promise<Measurement[]> {
  return [
    ...(await endToEnd(root, submissions, false)),
    ...(await endToEnd(root, Math.ceil(submissions * WITH_SUMMARY), true)),
  ];
}

async function endToEnd(
  root: string,
  submissions: number,
  summary: boolean,
): Promise<Measurement[]> {
  const data = mkdtempSync(join(tmpdir(), 'nahtlos-bench-'));
  const server = await startServerProcess({
    program: join(root, 'dist/apps/standalone/main.js'),
    dataFolder: data,
    settings: {
      NAHTLOS_LOG_LEVEL: 'warn',
      NAHTLOS_REQUEST_RATE: '0',
      NAHTLOS_LANDSCAPE: landscapeFor(root, join(data, 'landscape'), summary),
    },
  });
  const pool = new Pool(server.url, { connections: CONNECTIONS });
  const [before, after] = JSON.stringify(sampleBody(root, '<reference>')).split('<reference>');
  const out = join(data, 'out', 'gewerbe-mainz');
  const headers = { 'content-type': 'application/json', authorization: 'Bearer demo-key' };
  let sent = 0;
  let delivered = 0;
  let early = 0;
  const post = async () => {
    while (sent < submissions) {
      if (sent - delivered > LONGEST_BACKLOG) {
        await setTimeout(20);
        continue;
      }
      const body = `${before}bench-${sent++}${after}`;
      const response = await pool.request({
        method: 'POST',
        path: '/v1/submissions',
        headers,
        body,
      });
      await response.body.dump();
      if (response.statusCode !== 202) throw new Error(`Answered ${response.statusCode}`);
    }
  };
  const count = async () => {
    while (delivered < submissions) {
      await setTimeout(Math.min(1_000, 100 + delivered / 500));
      delivered = messages(out);
      if (early === 0 && delivered >= Math.min(10_000, submissions / 2)) {
        early = residentMemory(server.pid).now;
      }
    }
  };
  try {
    const begin = performance.now();
    await Promise.all([count(), ...Array.from({ length: CONNECTIONS }, post)]);
    const seconds = (performance.now() - begin) / 1000;
    const memory = residentMemory(server.pid);
    return [
      {
        name: `end to end, until the file is there${summary ? ', with a summary beside it' : ''}`,
        value: submissions / seconds,
        unit: 'submissions/s',
        details: {
          submissions,
          'MB early': early,
          'MB at the end': memory.now,
          'peak MB': memory.peak,
          'database MB': statSync(join(data, 'nahtlos.db')).size / 1_000_000,
        },
      },
    ];
  } finally {
    await pool.close();
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** The demo's landscape, with as many files at a time as a data centre would allow its destinations. */
export function landscapeFor(root: string, folder: string, summary = false): string {
  cpSync(join(root, 'landscape/demo'), folder, { recursive: true });
  const file = join(folder, 'destinations.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replaceAll(
      /concurrency: \d+/g,
      `concurrency: ${FILES_AT_A_TIME}\n    summary: ${summary}`,
    ),
  );
  return folder;
}

function messages(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.xml') && !name.startsWith('.'))
      .length;
  } catch {
    return 0;
  }
}
