import type { Dispatcher } from 'undici';

/** Bytes of an answer that are read at most, and milliseconds that it may take. */
export const ANSWER = { bytes: 65_536, time: 5_000 };

const READABLE = /^(text\/[\w.+-]+|application\/([\w.-]+\+)?(json|xml))$/;

export interface AnswerText {
  /** As far as it came; empty where the media type is none of text. */
  text: string;
  /** Whether it ended before a limit was reached and before the connection broke. */
  whole: boolean;
}

/**
 * The text of an answer. Never rejects and never waits long: the status line has come, so how the rest ends changes
 * little. A connection whose answer was not read to its end is closed.
 */
export async function readAnswer(
  response: Pick<Dispatcher.ResponseData, 'headers' | 'body'>,
): Promise<AnswerText> {
  const { body } = response;
  const type = mediaTypeOf(response.headers);
  if (!READABLE.test(type.essence)) {
    await discard(body);
    return { text: '', whole: true };
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let whole = false;
  const late = setTimeout(() => body.destroy(), ANSWER.time);
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > ANSWER.bytes) break;
    }
    whole = bytes <= ANSWER.bytes;
  } catch {
    // What came until then is what there is.
  } finally {
    clearTimeout(late);
  }
  return { text: decoded(Buffer.concat(chunks).subarray(0, ANSWER.bytes), type.charset), whole };
}

/** Reads no more than lets the connection be used again. */
export async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  try {
    await body.dump({ limit: ANSWER.bytes, signal: AbortSignal.timeout(ANSWER.time) });
  } catch {
    // The status line has come: how the rest of the answer ends changes nothing.
  }
}

interface MediaType {
  /** Type and subtype in small letters; empty where the answer names none. */
  essence: string;
  charset: string | undefined;
}

export function mediaTypeOf(headers: Dispatcher.ResponseData['headers']): MediaType {
  const given = headers['content-type'];
  const [essence = '', ...parameters] = String(Array.isArray(given) ? given[0] : (given ?? ''))
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return { essence, charset: charset?.slice('charset='.length).replaceAll('"', '') };
}

function decoded(bytes: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
