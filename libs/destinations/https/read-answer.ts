import type { Dispatcher } from 'undici';

/** Bytes of an answer that are read at most, and milliseconds that it may take. */
export const ANSWER = { bytes: 65_536, time: 5_000 };

const READABLE = /^(text\/[\w.+-]+|application\/([\w.-]+\+)?(json|xml))$/;

export interface AnswerText {
  /** As far as it came; empty where the media type is none of text. */
  text: string;
  /** `too-long`: longer than is read; `broken`: the connection broke, or no more came in time. */
  end: 'whole' | 'too-long' | 'broken';
}

/**
 * The text of an answer. Never rejects and never waits long: the status line has come, so how the rest ends changes
 * little. A connection whose answer was not read to its end is closed.
 */
export async function readAnswer(
  response: Pick<Dispatcher.ResponseData, 'headers' | 'body'>,
): Promise<AnswerText> {
  const { body } = response;
  const { essence, charset } = mediaTypeOf(response.headers);
  if (!READABLE.test(essence)) return discard(body);
  const chunks: Uint8Array[] = [];
  const end = await collect(body, chunks);
  return { text: decoded(Buffer.concat(chunks).subarray(0, ANSWER.bytes), charset), end };
}

async function collect(
  body: Dispatcher.ResponseData['body'],
  chunks: Uint8Array[],
): Promise<AnswerText['end']> {
  const late = setTimeout(() => body.destroy(), ANSWER.time);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > ANSWER.bytes) return 'too-long';
    }
    return 'whole';
  } catch {
    return 'broken';
  } finally {
    clearTimeout(late);
  }
}

/** Reads no more than lets the connection be used again, and keeps nothing of it. */
export async function discard(body: Dispatcher.ResponseData['body']): Promise<AnswerText> {
  try {
    await body.dump({ limit: ANSWER.bytes, signal: AbortSignal.timeout(ANSWER.time) });
  } catch {
    // The status line has come: how the rest of the answer ends changes nothing.
  }
  return { text: '', end: 'whole' };
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
