import { randomBytes } from 'node:crypto';
import { checksums, sha512 } from '../checksums.js';
import type { OutgoingMessage } from '../destination.js';
import { verified } from '../verified.js';

const LINE = '\r\n';

/** A body that is sent as it is read. `length` is in bytes; `signed` is the content that a signature covers. */
export interface Body {
  contentType: string;
  length: number;
  chunks: AsyncIterable<Uint8Array> | Uint8Array;
  signed: Uint8Array;
  /** Whether all but its last line was read, and attachments as they were accepted. */
  handedOver(): boolean;
}

/** The XML alone as it is; with `enclosed` attachments as `multipart/form-data` (RFC 7578). */
export function bodyOf(message: OutgoingMessage, enclosed: boolean): Body {
  return enclosed && message.attachments.length > 0 ? multipart(message) : plain(message);
}

function plain({ xml, mediaType = 'application/xml' }: OutgoingMessage): Body {
  const handedOver = () => true;
  return { contentType: mediaType, length: xml.length, chunks: xml, signed: xml, handedOver };
}

/** Parts in this order: `message` (the XML), `checksums` (as sha512sum writes them), the attachments by id. */
function multipart(message: OutgoingMessage): Body {
  const boundary = `nahtlos-${randomBytes(18).toString('hex')}`;
  const sums = checksums([
    { sha512: sha512(message.xml), name: 'message' },
    ...message.attachments.map(({ id, sha512 }) => ({ sha512: sha512.toLowerCase(), name: id })),
  ]);
  const head = (name: string, fileName: string, mediaType: string) =>
    Buffer.from(
      [
        `--${boundary}`,
        `Content-Disposition: form-data; name="${quoted(name)}"; filename="${quoted(fileName)}"`,
        `Content-Type: ${mediaType}`,
        LINE,
      ].join(LINE),
    );
  const small = [
    head('message', `${message.messageId}.xml`, 'application/xml'),
    message.xml,
    Buffer.from(LINE),
    head('checksums', `${message.messageId}.sha512`, 'text/plain; charset=utf-8'),
    sums,
    Buffer.from(LINE),
  ];
  const attached = message.attachments.map((attachment) => ({
    attachment,
    head: head(attachment.id, attachment.name, mediaType(attachment.mediaType)),
  }));
  const end = Buffer.from(`--${boundary}--${LINE}`);

  let handedOver = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.concat(small);
    for (const { attachment, head } of attached) {
      yield head;
      yield* verified(attachment);
      yield Buffer.from(LINE);
    }
    handedOver = true;
    yield end;
  }

  const length = [
    ...small.map((bytes) => bytes.length),
    ...attached.map(({ attachment, head }) => head.length + attachment.size + LINE.length),
    end.length,
  ].reduce((sum, bytes) => sum + bytes, 0);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length,
    chunks: chunks(),
    signed: sums,
    handedOver: () => handedOver,
  };
}

/** As browsers write names (HTML standard, multipart/form-data encoding algorithm). */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

function mediaType(announced: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(announced) ? announced : 'application/octet-stream';
}
