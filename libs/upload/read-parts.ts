import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import { Failure } from '#domain';
import { discardRest } from './discard-rest.js';

/** One part of a multipart body. The stream must be read to its end before the next part is asked for. */
export interface Part {
  /** Undefined where the part has none. */
  name: string | undefined;
  stream: AsyncIterable<Uint8Array>;
}

export interface UploadLimits {
  parts: number;
  milliseconds: number;
}

const HEADER_LIMITS = { maxHeaderPairs: 16, maxHeaderSize: 8_192 };

/**
 * The parts of a `multipart/form-data` body (RFC 7578), one after the other, never whole in memory. When the
 * connection is cut, the stream under way fails too. A reader who stops early leaves the rest to be discarded.
 *
 * @throws Failure `malformed` where the body is no multipart, ends too early or takes too long
 */
export async function* readParts(
  request: IncomingMessage,
  limits: UploadLimits,
): AsyncGenerator<Part, void> {
  const parser = new Dicer({ boundary: boundaryOf(request), ...HEADER_LIMITS });
  const arrived: Part[] = [];
  const streams = new Set<Readable>();
  let begun = 0;
  let named = 0;
  let arrivedWhole = false;
  let finished = false;
  let failure: Failure | undefined;
  let wake: (() => void) | undefined;

  const stir = () => {
    wake?.();
    wake = undefined;
  };
  const fail = (detail: string) => {
    if (failure !== undefined || finished) return;
    failure = new Failure('malformed', detail);
    for (const stream of streams) stream.destroy(failure);
    stir();
  };
  const onEnd = () => {
    arrivedWhole = true;
  };
  const onCut = () => {
    if (!arrivedWhole) fail('The connection was cut before the body was complete.');
  };
  const overtime = setTimeout(() => fail('The body did not arrive in time.'), limits.milliseconds);

  parser.on('part', (stream) => {
    begun += 1;
    if (begun > limits.parts) return fail('The body has too many parts.');
    streams.add(stream);
    stream.on('error', () => {});
    stream.on('close', () => streams.delete(stream));
    stream.on('header', (header) => {
      named += 1;
      arrived.push({ name: nameOf(header as Headers), stream: bytesOf(stream, () => failure) });
      stir();
    });
  });
  parser.on('error', () => fail('The body is not complete multipart data.'));
  parser.on('finish', () => {
    if (named !== begun) return fail('A part of the body has no complete header.');
    finished = true;
    stir();
  });
  if (request.destroyed) onCut();
  request.on('end', onEnd).on('error', onCut).on('close', onCut);
  request.pipe(parser);

  try {
    for (;;) {
      const part = arrived.shift();
      if (failure !== undefined) throw failure;
      if (part !== undefined) yield part;
      else if (finished) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearTimeout(overtime);
    request.unpipe(parser);
    if (!arrivedWhole) discardRest(request);
  }
}

/** The parser fails a part in words of its own before ours arrive. */
async function* bytesOf(
  stream: Readable,
  failure: () => Failure | undefined,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* stream;
  } catch (thrown) {
    throw failure() ?? thrown;
  }
}

type Headers = Record<string, string[] | undefined>;

function boundaryOf(request: IncomingMessage): string {
  const found = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    request.headers['content-type'] ?? '',
  );
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined) {
    throw new Failure('malformed', 'The content type multipart/form-data needs a boundary.');
  }
  return boundary;
}

function nameOf(header: Headers): string | undefined {
  const [disposition = ''] = header['content-disposition'] ?? [];
  if (!/^form-data\s*;/i.test(disposition)) return undefined;
  const found = /;\s*name=(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition);
  return found?.[1] ?? found?.[2];
}
