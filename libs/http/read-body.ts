import { isAscii, isUtf8 } from 'node:buffer';
import { Failure, type Finding } from '#domain';
import { checkContent } from './check-content.js';

/** A body that is JSON. `findings` is what no message could carry. */
export interface ReadBody {
  value: unknown;
  findings: Finding[];
}

/**
 * Reads the bytes of a submission. Where an object names a field twice, the last one counts, here as in every
 * later step.
 *
 * @throws Failure `malformed` where they are no UTF-8, no JSON, or nested too deep
 */
export function readBody(bytes: Buffer): ReadBody {
  const text = textOf(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own sentence quotes the body.
    throw new Failure('malformed', 'The body is not valid JSON.');
  }
  return { value, findings: checkContent(value, text.includes('\\u')) };
}

/** Plain ASCII is told apart because it is read much faster. */
function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new Failure('malformed', 'The body is not valid UTF-8.');
  return bytes.toString();
}
