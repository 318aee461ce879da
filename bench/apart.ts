import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { Pool } from 'undici';
import { installApart, SERVICES, type ServerProcess } from '#runtime';
import { startBothServers } from '../servers/both-servers.js';
import { createDatabase } from '../servers/postgres/create-database.js';
import { landscapeFor } from './end-to-end.js';
import type { Measurement } from './measurement.js';
import { processorSeconds } from './processor-time.js';
import { residentMemory } from './resident-memory.js';
import { sampleBody } from './sample.js';

const CONNECTIONS = 50;
const PREFIX = 'bench.';
/** Milliseconds that the last records get. */
const PATIENCE = 120_000;

/**
 * Submissions a second at a steady rate over the four services, Kafka and PostgreSQL, with the time from each 202 to
 * the record in the cluster's topic as a reader of committed records sees it. All of it on this machine.
 */
export async function benchApart(
  root: string,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-bench-'));
  const servers = await startBothServers(join(folder, 'servers'));
  const running: ServerProcess[] = [];
  const pids = Object.entries(servers.pids);
  const ends: (() => Promise<unknown>)[] = [() => servers.stop()];
  try {
    const apart = await installApart({
      folder,
      store: await createDatabase(servers.postgres, 'bench'),
      brokers: servers.brokers,
      prefix: PREFIX,
      settings: {
        NAHTLOS_LOG_LEVEL: 'warn',
        NAHTLOS_REQUEST_RATE: '0',
        NAHTLOS_LANDSCAPE: landscapeFor(root, join(folder, 'landscape')),
      },
    });
    for (const service of SERVICES) {
      const server = await apart.start(service);
      running.push(server);
      ends.push(() => server.stop());
    }
    const reader = await readTopic(servers.brokers);
    ends.push(() => reader.stop());
    const [intake] = running as [ServerProcess];
    const processors = () =>
      Object.fromEntries(
        [...SERVICES.map((service, at) => [service, running[at]?.pid ?? 0] as const), ...pids].map(
          ([name, pid]) => [name, processorSeconds(pid)],
        ),
      );
    const before = processors();
    const flow = await post(root, intake.url, { rate, seconds });
    await reader.seen(flow.accepted.size, PATIENCE);
    const delays = [...flow.accepted].map(([id, at]) => (reader.arrivals.get(id) ?? Infinity) - at);
    delays.sort((one, other) => one - other);
    const after = processors();
    const memory = running.map(({ pid }) => residentMemory(pid).now);
    return [
      {
        name: `apart, at ${rate}/s for ${seconds} s, until the record is in the cluster's topic`,
        value: flow.accepted.size / flow.seconds,
        unit: 'submissions/s',
        details: {
          'median ms': delays[Math.floor(delays.length / 2)] ?? 0,
          'p99 ms': delays[Math.floor(delays.length * 0.99)] ?? 0,
          'most ms': delays.at(-1) ?? 0,
          ...Object.fromEntries(SERVICES.map((service, at) => [`MB ${service}`, memory[at] ?? 0])),
          ...Object.fromEntries(
            Object.entries(after).map(([name, used]) => [
              `ms of ${name} each`,
              ((used - (before[name] ?? 0)) * 1000) / flow.accepted.size,
            ]),
          ),
        },
      },
    ];
  } finally {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Posts at a steady rate, however long the answers take; what cannot be kept up with shows in the rate. */
async function post(
  root: string,
  url: string,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<{ accepted: Map<string, number>; seconds: number }> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const [before, after] = JSON.stringify(sampleBody(root, '<reference>')).split('<reference>');
  const headers = { 'content-type': 'application/json', authorization: 'Bearer demo-key' };
  const accepted = new Map<string, number>();
  const begin = performance.now();
  let sent = 0;
  const worker = async () => {
    while (performance.now() - begin < seconds * 1000) {
      const due = begin + (sent / rate) * 1000;
      if (due > performance.now()) {
        await setTimeout(due - performance.now());
        continue;
      }
      const body = `${before}bench-${sent++}${after}`;
      const response = await pool.request({
        method: 'POST',
        path: '/v1/submissions',
        headers,
        body,
      });
      const answer = (await response.body.json()) as { submissionId: string };
      if (response.statusCode !== 202) throw new Error(`Answered ${response.statusCode}`);
      accepted.set(answer.submissionId, performance.now());
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  await pool.close();
  return { accepted, seconds: (performance.now() - begin) / 1000 };
}

/** When the record of each submission could be read. */
async function readTopic(brokers: string[]) {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `${PREFIX}reader`, maxWaitTimeInMs: 50 });
  const arrivals = new Map<string, number>();
  await consumer.connect();
  await consumer.subscribe({ topics: [`${PREFIX}cluster.gewerbe`], fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: 12,
    eachBatch: async ({ batch }) => {
      const now = performance.now();
      for (const { headers } of batch.messages) {
        arrivals.set(String(headers?.nahtlos_submission_id), now);
      }
    },
  });
  return {
    arrivals,
    seen: async (count: number, patience: number) => {
      for (let waited = 0; arrivals.size < count && waited < patience; waited += 50) {
        await setTimeout(50);
      }
    },
    stop: () => consumer.disconnect(),
  };
}
