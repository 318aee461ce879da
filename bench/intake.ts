import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { startServerProcess } from '#runtime';
import { type Measurement, median } from './measurement.js';
import { residentMemory } from './resident-memory.js';
import { sampleBody } from './sample.js';

const CONNECTIONS = 50;

interface Load {
  rate: number;
  p50: number;
  p99: number;
  refused: number;
}

async function load(url: string, body: object, seconds: number): Promise<Load> {
  const result = await autocannon({
    url: `${url}/v1/submissions`,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: { 'content-type': 'application/json', authorization: 'Bearer demo-key' },
    body: JSON.stringify(body),
    idReplacement: true,
  });
  return {
    rate: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result.non2xx + result.errors,
  };
}

/**
 * Requests a second that intake accepts, each acknowledged after its commit, beside a bare Fastify echo of the same
 * bodies. The two take turns, and each is asked alone.
 */
export async function benchIntake(root: string, seconds: number): Promise<Measurement[]> {
  // autocannon puts an id of its own into every request.
  const body = sampleBody(root, 'bench-[<id>]');
  const data = mkdtempSync(join(tmpdir(), 'nahtlos-bench-'));
  const echo = spawn(process.execPath, [join(root, 'dist/bench/echo-server.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const echoUrl = String(await once(echo.stdout, 'data').then(([text]) => text)).trim();
  const intake = await startServerProcess({
    program: join(root, 'dist/apps/intake/main.js'),
    dataFolder: data,
    settings: { NAHTLOS_LOG_LEVEL: 'warn', NAHTLOS_REQUEST_RATE: '0' },
  });
  const rounds: { echo: Load; intake: Load }[] = [];
  try {
    await load(echoUrl, body, 1);
    await load(intake.url, body, 2);
    for (let round = 0; round < 3; round += 1) {
      rounds.push({
        echo: await load(echoUrl, body, seconds),
        intake: await load(intake.url, body, seconds),
      });
    }
    const echoRate = median(rounds.map((round) => round.echo.rate));
    const intakeRate = median(rounds.map((round) => round.intake.rate));
    return [
      {
        name: `Fastify echo, ${CONNECTIONS} connections`,
        value: echoRate,
        unit: 'requests/s',
        details: latencies(rounds.map((round) => round.echo)),
      },
      {
        name: `intake, ${CONNECTIONS} connections, after the commit`,
        value: intakeRate,
        unit: 'requests/s',
        ratio: {
          of: 'the echo',
          value: median(rounds.map((round) => round.intake.rate / round.echo.rate)),
          aim: 0.5,
        },
        details: {
          ...latencies(rounds.map((round) => round.intake)),
          'body bytes': JSON.stringify(body).length,
          'peak MB': residentMemory(intake.pid).peak,
        },
      },
    ];
  } finally {
    echo.kill();
    await intake.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

function latencies(loads: readonly Load[]): Record<string, number> {
  return {
    'p50 ms': median(loads.map((load) => load.p50)),
    'p99 ms': median(loads.map((load) => load.p99)),
    refused: loads.reduce((sum, load) => sum + load.refused, 0),
  };
}
