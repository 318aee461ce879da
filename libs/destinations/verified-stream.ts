import { Readable } from 'node:stream';
import { type VerifiedBytes, verified } from './verified.js';

/**
 * A stream of exactly the bytes that were accepted. The last piece is held back until the hash fits: changed bytes
 * never arrive whole. Rejects, or ends the stream, with AttachmentError.
 */
export async function verifiedStream(attachment: VerifiedBytes): Promise<Readable> {
  const pieces = verified(attachment);
  const first = await pieces.next();
  const stream = Readable.from(oneBehind(first, pieces), { objectMode: false });
  // A stream that nobody began to read never gets as far as its own end.
  stream.once('close', () => void pieces.return(undefined));
  return stream;
}

async function* oneBehind(
  first: IteratorResult<Uint8Array, unknown>,
  pieces: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let held = first;
  while (held.done !== true) {
    const next = await pieces.next();
    yield held.value;
    held = next;
  }
}
