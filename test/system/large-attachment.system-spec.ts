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
import { SshServer } from '../fixtures/ssh-server.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { until } from '../fixtures/until.js';

const SMALL = 1_000_000;
const LARGE = 1_000_000_000;
/** Megabytes by which the server may grow, whatever passes through it. */
const GROWTH = 64;
const BOUNDARY = 'limit-of-a-large-part';
const EXAMPLE = 'schemas/bauwesen/examples/kelterhaus-rhodt.json';
/** Whose messages go on two more ways here. */
const BY_HTTPS = 'bauaufsicht-suedliche-weinstrasse';
const BY_DIRECTORY = 'bauaufsicht-by-directory';
const BY_SFTP = 'bauaufsicht-by-sftp';

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

/** The hashes of the files below a folder that have as many bytes. */
function hashesBelow(folder: string, bytes: number): Promise<string[]> {
  return Promise.all(filesBelow(folder, bytes).map(hashOfFile));
}

function filesBelow(folder: string, bytes: number): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size === bytes);
}

/** The demo's landscape, in which what one destination gets by file goes to three, each in another way. */
function threeWays(folder: string, url: string, sftp: SshServer): string {
  const landscape = join(folder, 'landscape');
  cpSync(resolve('landscape/demo'), landscape, { recursive: true });
  writeFileSync(join(landscape, 'account.key'), sftp.key);
  const change = (file: string, from: string, to: string) => {
    const text = readFileSync(join(landscape, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} of the demo is not as expected.`);
    writeFileSync(join(landscape, file), text.replace(from, to));
  };
  const own = `transport: directory
    concurrency: 4
    retry: { initialInterval: 5, maximumInterval: 21600, giveUpAfter: 1209600 }
    settings: { path: out/${BY_HTTPS} }`;
  const ways = `transport: https
    settings: { url: "${url}" }
  - id: ${BY_DIRECTORY}
    name: By directory
    transport: directory
    settings: { path: out/${BY_DIRECTORY} }
  - id: ${BY_SFTP}
    name: By SFTP
    transport: sftp
    settings:
      host: ${sftp.host}
      port: ${sftp.port}
      user: ${sftp.user}
      path: ${sftp.folder}
      hostKey: ${sftp.fingerprint}
      privateKey: file:account.key`;
  change('destinations.yaml', own, ways);
  const target = (destination: string) =>
    `message: bauwesen.bauantrag.0010, destination: ${destination}`;
  const named = [BY_HTTPS, BY_DIRECTORY, BY_SFTP].map((way) => `{ ${target(way)}, name: ${way} }`);
  change('activations.yaml', `{ ${target(BY_HTTPS)} }`, named.join('\n      - '));
  return landscape;
}

describe('an attachment of a gigabyte', () => {
  const receiver = new Receiver();
  const data = temporaryFolder();
  let sftp: SshServer;
  let server: ServerProcess;

  beforeAll(async () => {
    sftp = await SshServer.start();
    const landscape = threeWays(temporaryFolder(), await receiver.start(), sftp);
    server = await startServerProcess({
      program: resolve('dist/apps/standalone/main.js'),
      dataFolder: data,
      settings: { NAHTLOS_LOG_LEVEL: 'warn', NAHTLOS_LANDSCAPE: landscape },
    });
  }, 60_000);
  afterAll(async () => {
    receiver.close();
    await sftp.stop();
    await server.stop();
  });

  /** Resolves with the id of the attachment once it is delivered on all ways. */
  async function post(bytes: number, sha512: string): Promise<string> {
    const id = randomUUID();
    const submission = {
      ...JSON.parse(readFileSync(resolve(EXAMPLE), 'utf8')),
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

  it('comes in, is stored once and goes out three ways unchanged, and the server does not grow', async () => {
    const [small, large] = [sha512Of(SMALL), sha512Of(LARGE)];
    for (let warm = 0; warm < 10; warm += 1) await post(SMALL, small);
    peak(server.pid);
    await post(SMALL, small);
    const before = peak(server.pid);

    const posted = await post(LARGE, large);
    const grown = peak(server.pid) - before;

    expect(receiver.received.get(posted)).toEqual({ size: LARGE, sha512: large });
    expect(await hashesBelow(join(data, 'out', BY_DIRECTORY), LARGE)).toEqual([large]);
    expect(await hashesBelow(sftp.folder, LARGE)).toEqual([large]);
    expect(filesBelow(join(data, 'blobs'), LARGE)).toHaveLength(1);
    expect(grown).toBeLessThan(GROWTH);
  }, 600_000);
});
