import { randomBytes } from 'node:crypto';

/** One part of a multipart body; `bytes` may stream. */
export interface Part {
  name: string;
  fileName?: string;
  mediaType: string;
  /** In bytes. */
  size: number;
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** A multipart body (RFC 7578) that is never whole in memory, and says how long it is. */
export function multipart(parts: readonly Part[]): {
  contentType: string;
  contentLength: number;
  body: AsyncIterable<Uint8Array>;
} {
  const boundary = `nahtlos-${randomBytes(16).toString('hex')}`;
  const heads = parts.map((part) => Buffer.from(head(part, boundary)));
  const end = Buffer.from(`--${boundary}--\r\n`);
  const LINE_BREAK = 2;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: parts.reduce(
      (sum, part, at) => sum + (heads[at]?.length ?? 0) + part.size + LINE_BREAK,
      end.length,
    ),
    body: (async function* () {
      for (const [at, part] of parts.entries()) {
        yield heads[at] as Buffer;
        yield* part.bytes;
        yield Buffer.from('\r\n');
      }
      yield end;
    })(),
  };
}

function head({ name, fileName, mediaType }: Part, boundary: string): string {
  const file = fileName === undefined ? '' : `; filename="${quoted(fileName)}"`;
  const type = mediaType.replace(/[\r\n]/g, '');
  return `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"${file}\r\ncontent-type: ${type}\r\n\r\n`;
}

/** Line breaks and quotation marks would end the header (RFC 7578, section 2; the escapes of the HTML standard). */
function quoted(text: string): string {
  return text.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
}
