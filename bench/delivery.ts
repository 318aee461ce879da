import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import type { DeliverJob, DeliverRun } from './deliver-many.js';
import { type Measurement, median } from './measurement.js';
import { runProgram } from './run-program.js';

const ROUNDS = 3;
/** Deliveries a second: 10,000 in 3 s. */
const AIM = 10_000 / 3;
const DESTINATIONS = 10;

/** Deliveries a second to a case system on this machine that needs 0 to 5 ms, on the embedded store. */
export async function benchDelivery(root: string, messages: number): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nahtlos-bench-'));
  const peer = await startPeer(root, folder);
  try {
    const measurements: Measurement[] = [];
    for (const cases of [20, 2_000]) {
      const job = { messages, cases, destinations: 1, down: false };
      const plain = await pushPlain(root, peer, messages, cases);
      const { rate, commits } = await deliver(root, peer, job);
      const plainRate = messages / plain;
      measurements.push(
        {
          name: `deliveries of ${cases} cases in turn`,
          value: rate,
          unit: 'deliveries/s',
          ratio: { of: 'the aim', value: rate / AIM, aim: 1 },
          details: { messages, commits, 'of plain pushes': rate / plainRate },
        },
        { name: `plain pushes, ${cases} at a time`, value: plainRate, unit: 'requests/s' },
      );
    }
    const job = { messages, cases: 2_000, destinations: DESTINATIONS };
    const all = await deliver(root, peer, { ...job, down: false });
    const rest = await deliver(root, peer, { ...job, down: true });
    const share = (DESTINATIONS - 1) / DESTINATIONS;
    measurements.push({
      name: 'deliveries of the rest with one of ten destinations down',
      value: rest.rate * share,
      unit: 'deliveries/s',
      ratio: { of: 'that of nine with ten up', value: rest.rate / all.rate, aim: 0.9 },
      details: { 'attempts at the one': rest.attempts - messages * share },
    });
    return measurements;
  } finally {
    await peer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function deliver(root: string, peer: Peer, job: Omit<DeliverJob, 'folder' | 'url' | 'ca'>) {
  const runs: DeliverRun[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const folder = join(peer.folder, `${Date.now()}`);
    mkdirSync(folder);
    const words = JSON.stringify({ ...job, folder, url: peer.url, ca: peer.ca });
    runs.push(await runProgram<DeliverRun>(root, 'deliver-many.js', [words]));
    rmSync(folder, { recursive: true });
    const { misplaced } = await peer.account();
    if (misplaced > 0) throw new Error(`${misplaced} messages were not the next of their case`);
  }
  const over = (value: (run: DeliverRun) => number) => median(runs.map(value));
  return {
    rate: job.messages / over(({ seconds }) => seconds),
    commits: over(({ commits }) => commits),
    attempts: over(({ attempts }) => attempts),
  };
}

/** Seconds. */
async function pushPlain(root: string, peer: Peer, messages: number, lanes: number) {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const words = [peer.url, peer.ca, String(messages), String(lanes)];
    seconds.push((await runProgram<{ seconds: number }>(root, 'push-plain.js', words)).seconds);
    await peer.account();
  }
  return median(seconds);
}

interface Peer {
  folder: string;
  url: string;
  ca: string;
  /** What it got since it was asked last. */
  account(): Promise<{ got: number; misplaced: number }>;
  stop(): Promise<void>;
}

async function startPeer(root: string, folder: string): Promise<Peer> {
  const [cert, key] = [join(folder, 'peer.crt'), join(folder, 'peer.key')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', '/CN=peer', '-addext', 'subjectAltName = IP:127.0.0.1'],
      ...['-keyout', key, '-out', cert],
    ],
    { stdio: 'pipe' },
  );
  const child = spawn(process.execPath, [join(root, 'dist/bench/case-system.js'), cert, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = line.toString().trim();
  const agent = new Agent({ connect: { ca: readFileSync(cert) } });
  return {
    folder,
    url,
    ca: cert,
    account: async () => {
      const answer = await agent.request({ origin: url, path: '/', method: 'GET' });
      return (await answer.body.json()) as { got: number; misplaced: number };
    },
    stop: async () => {
      await agent.close();
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
