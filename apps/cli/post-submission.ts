import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { request } from 'undici';
import { Failure } from '#domain';
import { multipart } from './multipart.js';

interface Announced {
  id?: string;
  name: string;
  mediaType: string;
  sha512?: string;
}

/**
 * Posts a submission as an online service does: as JSON, or as multipart with a part for each attachment, whose
 * bytes lie in the folder `files` under its name. An attachment without id or hash is given them.
 */
export async function postSubmission(post: {
  url: string;
  key: string;
  body: object;
  files: string;
}): Promise<{ status: number; body: Record<string, unknown> }> {
  const { attachments = [], ...rest } = post.body as { attachments?: Announced[] };
  const sent =
    attachments.length === 0 ? json(post.body) : await withFiles(rest, attachments, post.files);
  const answer = await request(new URL('/v1/submissions', post.url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${post.key}`,
      'content-type': sent.contentType,
      'content-length': String(sent.contentLength),
    },
    body: sent.body,
  }).catch((cause) => {
    throw new Failure('unavailable', `No server takes submissions at ${post.url}.`, { cause });
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: readJson(text) };
}

function json(body: object) {
  const bytes = Buffer.from(JSON.stringify(body));
  return {
    contentType: 'application/json',
    contentLength: bytes.length,
    body: bytes as Buffer | Readable,
  };
}

async function withFiles(rest: object, attachments: readonly Announced[], folder: string) {
  const announced = await Promise.all(
    attachments.map(async (attachment) => ({
      ...attachment,
      id: attachment.id ?? randomUUID(),
      sha512: attachment.sha512 ?? (await sha512(join(folder, attachment.name))),
    })),
  );
  const submission = Buffer.from(JSON.stringify({ ...rest, attachments: announced }));
  const parts = await Promise.all(
    announced.map(async ({ id, name, mediaType }) => {
      const path = join(folder, name);
      const size = await sizeOf(path, name);
      return { name: id, fileName: name, mediaType, size, bytes: createReadStreamLazily(path) };
    }),
  );
  const { contentType, contentLength, body } = multipart([
    {
      name: 'submission',
      mediaType: 'application/json',
      size: submission.length,
      bytes: [submission],
    },
    ...parts,
  ]);
  return { contentType, contentLength, body: Readable.from(body) as Buffer | Readable };
}

/** Opened only when its turn comes: a submission may have many. */
async function* createReadStreamLazily(path: string): AsyncIterable<Uint8Array> {
  yield* createReadStream(path);
}

async function sizeOf(path: string, name: string): Promise<number> {
  const found = await stat(path).catch((cause) => {
    throw new Failure('not-found', `The file of the attachment ${name} is not at ${path}.`, {
      cause,
    });
  });
  return found.size;
}

async function sha512(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash).catch((cause) => {
    throw new Failure('not-found', `The attachment ${path} cannot be read.`, { cause });
  });
  return hash.digest('hex');
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
