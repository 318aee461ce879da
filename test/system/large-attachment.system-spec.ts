import { createHash, type Hash, randomUUID } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerProcess, startServerProcess } from '#runtime';
import { readParts } from '#upload';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { until } from '../fixtures/until.js';

const SMALL = 1_000_000;
const LARGE = 1_000_000_000;
/** Megabytes by which the server may grow, whatever passes through it. */
const GROWTH = 64;
const BOUNDARY = 'limit-of-a-large-part';
const BY_HTTPS = {
  example: 'schemas/bauwesen/examples/kelterhaus-rhodt.json',
  destination: 'bauaufsicht-suedliche-weinstrasse',
};
const BY_DIRECTORY = {
  example: 'schemas/bauwesen/examples/einfamilienhaus-gau-odernheim.json',
  destination: 'bauantraege-alzey-land',
};

/** So many bytes, no two blocks alike. */
function* plan(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(1_000_000, 'site plan ');
  for (let sent = 0, number = 0; sent < bytes; sent += block.length, number += 1) {
    const next = Buffer.from(block.subarray(0, Math.min(block.length, bytes - sent)));
    next.writeUInt32LE(number, 0);
    yield next;
  }
}

function sha512Of(bytes: number): string {
  const hash = createHash('sha512');
  for (const block of plan(bytes)) hash.update(block);
  return hash.digest('hex');
}

/** A case system that takes what is posted and keeps only how many bytes each part has, and their hash. */
class Receiver {
  readonly received = new Map<string, { size: number; sha512: string }>();
  readonly #server: Server = createServer((message, response) => {
    this.#take(message).then(
      () => response.writeHead(204).end(),
      () => response.writeHead(500).end(),
    );
  });

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(message: IncomingMessage): Promise<void> {
    for await (const part of readParts(message, { parts: 20, milliseconds: 600_000 })) {
      const hash = createHash('sha512');
      let size = 0;
      for await (const chunk of part.stream) {
        hash.update(chunk);
        size += chunk.length;
      }
      this.received.set(part.name ?? '', { size, sha512: hash.digest('hex') });
    }
  }
}

async function hashOfFile(path: string): Promise<string> {
  const hash: Hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Megabytes that a process has resident at most, from this call to the next. */
function peak(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_000;
}

describe('an attachment of a gigabyte', () => {
  const receiver = new Receiver();
  const data = temporaryFolder();
  let server: ServerProcess;

  beforeAll(async () => {
    const landscape = join(temporaryFolder(), 'landscape');
    cpSync(resolve('landscape/demo'), landscape, { recursive: true });
    const file = join(landscape, 'destinations.yaml');
    const own = `transport: directory
    concurrency: 4
    retry: { initialInterval: 5, maximumInterval: 21600, giveUpAfter: 1209600 }
    settings: { path: out/${BY_HTTPS.destination} }`;
    const pushed = `transport: https\n    settings: { url: "${await receiver.start()}" }`;
    const text = readFileSync(file, 'utf8');
    if (!text.includes(own)) throw new Error('The destination of the demo is not as expected.');
    writeFileSync(file, text.replace(own, pushed));
    server = await startServerProcess({
      program: resolve('dist/apps/standalone/main.js'),
      dataFolder: data,
      settings: { NAHTLOS_LOG_LEVEL: 'warn', NAHTLOS_LANDSCAPE: landscape },
    });
  }, 60_000);
  afterAll(async () => {
    receiver.close();
    await server.stop();
  });

  async function post(path: string, bytes: number, sha512: string) {
    const id = randomUUID();
    const submission = {
      ...JSON.parse(readFileSync(resolve(path), 'utf8')),
      reference: id,
      attachments: [
        {
          ...{ id, name: 'lageplan.pdf', mediaType: 'application/pdf', purpose: 'lageplan' },
          ...{ sha512, size: bytes },
        },
      ],
    };
    const head = (name: string) =>
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n`;
    const sent = request(`${server.url}/v1/submissions`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer demo-key',
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      },
    });
    const answered = new Promise<IncomingMessage>((taken, refused) =>
      sent.once('response', taken).once('error', refused),
    );
    await pipeline(function* () {
      yield Buffer.from(`${head('submission')}${JSON.stringify(submission)}\r\n${head(id)}`);
      yield* plan(bytes);
      yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
    }, sent);
    const answer = await answered;
    const body: Buffer[] = [];
    for await (const chunk of answer) body.push(chunk as Buffer);
    const text = Buffer.concat(body).toString();
    if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${text}`);
    const { submissionId } = JSON.parse(text) as { submissionId: string };
    await until(async () => {
      const status = await fetch(`${server.url}/v1/submissions/${submissionId}`, {
        headers: { authorization: 'Bearer demo-key' },
      });
      const { status: reached } = (await status.json()) as { status: string };
      return reached === 'delivered' ? true : undefined;
    });
    return id;
  }

  it('comes in, is stored once and goes out unchanged, and the server does not grow', async () => {
    const [small, large] = [sha512Of(SMALL), sha512Of(LARGE)];
    for (let warm = 0; warm < 10; warm += 1) {
      await post(BY_HTTPS.example, SMALL, small);
      await post(BY_DIRECTORY.example, SMALL, small);
    }
    peak(server.pid);
    await post(BY_HTTPS.example, SMALL, small);
    await post(BY_DIRECTORY.example, SMALL, small);
    const before = peak(server.pid);

    const pushed = await post(BY_HTTPS.example, LARGE, large);
    const grownByHttps = peak(server.pid) - before;
    const filed = await post(BY_DIRECTORY.example, LARGE, large);
    const grownByDirectory = peak(server.pid) - before;

    expect(receiver.received.get(pushed)).toEqual({ size: LARGE, sha512: large });
    const out = join(data, 'out', BY_DIRECTORY.destination);
    const files = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => statSync(path).size === LARGE);
    expect(filed).not.toBe(pushed);
    expect(await Promise.all(files.map(hashOfFile))).toEqual([large]);
    const stored = readdirSync(join(data, 'blobs'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .filter((entry) => statSync(join(entry.parentPath, entry.name)).size === LARGE);
    expect(stored).toHaveLength(2);
    expect(grownByHttps).toBeLessThan(GROWTH);
    expect(grownByDirectory).toBeLessThan(GROWTH);
  }, 600_000);
});
