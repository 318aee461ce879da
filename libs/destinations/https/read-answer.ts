import type { Dispatcher } from 'undici';

/** Bytes of an answer that are read at most. */
const LONGEST = 65_536;

const READABLE = /^(text\/[\w.+-]+|application\/([\w.-]+\+)?(json|xml))$/;

export interface AnswerText {
  /** As far as it came; empty where the media type is none of text and not a success. */
  text: string;
  /** `too-long`: longer than is read; `broken`: the connection broke, or no more came in time. */
  end: 'whole' | 'too-long' | 'broken';
}

/**
 * The text of an answer, of a success whatever its media type: what is to show that it is none may have any. Never
 * rejects and takes no longer than `time` in milliseconds: the status line has come, so how the rest ends changes
 * little. A connection whose answer was not read to its end is closed.
 */
export async function readAnswer(
  response: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>,
  time: number,
): Promise<AnswerText> {
  const { essence, charset } = mediaTypeOf(response.headers);
  const chunks: Uint8Array[] = [];
  const end = await collect(response.body, chunks, time);
  if (!isSuccess(response.statusCode) && !READABLE.test(essence)) return { text: '', end: 'whole' };
  return { text: decoded(Buffer.concat(chunks).subarray(0, LONGEST), charset), end };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

async function collect(
  body: Dispatcher.ResponseData['body'],
  chunks: Uint8Array[],
  time: number,
): Promise<AnswerText['end']> {
  const late = setTimeout(() => body.destroy(), time);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > LONGEST) return 'too-long';
    }
    return 'whole';
  } catch {
    return 'broken';
  } finally {
    clearTimeout(late);
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

/** A byte order mark counts for more than what is announced (Encoding Standard, section 6, "decode"). */
const MARKS: readonly [mark: string, charset: string][] = [
  ['efbbbf', 'utf-8'],
  ['feff', 'utf-16be'],
  ['fffe', 'utf-16le'],
];

function decoded(bytes: Buffer, announced = 'utf-8'): string {
  const beginning = bytes.subarray(0, 3).toString('hex');
  const marked = MARKS.find(([mark]) => beginning.startsWith(mark));
  try {
    return new TextDecoder(marked?.[1] ?? announced).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
