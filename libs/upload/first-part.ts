import { Failure } from '#domain';
import type { Part } from './read-parts.js';

/**
 * The bytes of the first part, which says what the others are.
 *
 * @throws Failure `malformed` where it has another name, `too-large` beyond `limitBytes`
 */
export async function firstPart(
  parts: AsyncGenerator<Part, void>,
  name: string,
  limitBytes: number,
): Promise<Buffer> {
  const first = await parts.next();
  if (first.done || first.value.name !== name) {
    throw new Failure('malformed', `The first part of a multipart body is named ${name}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of first.value.stream) {
    size += chunk.length;
    if (size > limitBytes) {
      throw new Failure('too-large', `The part ${name} is larger than ${limitBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
