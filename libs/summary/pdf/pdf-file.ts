import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** Of an object of the file. */
export type Ref = number;

/**
 * The objects of one PDF and the bytes of the whole (ISO 32000-1, section 7.5): objects in the order of their numbers,
 * streams packed, a table of where each begins. What the objects say is theirs.
 */
export class PdfFile {
  readonly #objects: (string | Uint8Array)[][] = [];

  /** A number for an object that others name before it is written. */
  reserve(): Ref {
    return this.#objects.push([]);
  }

  write(ref: Ref, content: string): Ref {
    this.#objects[ref - 1] = [content];
    return ref;
  }

  add(content: string): Ref {
    return this.write(this.reserve(), content);
  }

  /** A stream that was packed before. `entries` go into its dictionary. */
  packed(bytes: Uint8Array, entries = ''): Ref {
    const dictionary = `<<\n/Length ${bytes.length}\n/Filter /FlateDecode${entries}\n>>`;
    return this.#stream(this.reserve(), dictionary, bytes);
  }

  stream(ref: Ref, content: string): Ref {
    const bytes = pack(content);
    return this.#stream(ref, `<<\n/Length ${bytes.length}\n/Filter /FlateDecode\n>>`, bytes);
  }

  /** A stream that a reader of files can find without unpacking. */
  plainStream(content: string, entries: string): Ref {
    const bytes = Buffer.from(content, 'utf8');
    return this.#stream(this.reserve(), `<<${entries}\n/Length ${bytes.length}\n>>`, bytes);
  }

  /** The bytes of the file. Files of different content have different ids. */
  end(catalog: Ref, info: Ref): Uint8Array {
    const chunks: Uint8Array[] = [];
    const places: number[] = [];
    let length = 0;
    let text = HEAD;
    const flush = () => {
      const bytes = Buffer.from(text, 'latin1');
      chunks.push(bytes);
      length += bytes.length;
      text = '';
    };
    for (const [index, parts] of this.#objects.entries()) {
      places.push(length + text.length);
      text += `${index + 1} 0 obj\n`;
      for (const part of parts) {
        if (typeof part === 'string') text += part;
        else {
          flush();
          chunks.push(part);
          length += part.length;
        }
      }
      text += '\nendobj\n';
    }
    const table = length + text.length;
    const count = places.length + 1;
    text += `xref\n0 ${count}\n0000000000 65535 f \n`;
    for (const place of places) text += `${String(place).padStart(10, '0')} 00000 n \n`;
    flush();
    const id = createHash('sha256');
    for (const chunk of chunks) id.update(chunk);
    const hex = id.digest('hex').slice(0, 32);
    text = `trailer\n<<\n/Size ${count}\n/Root ${catalog} 0 R\n/Info ${info} 0 R\n/ID [<${hex}> <${hex}>]\n>>\nstartxref\n${table}\n%%EOF\n`;
    flush();
    return Buffer.concat(chunks, length);
  }

  #stream(ref: Ref, dictionary: string, bytes: Uint8Array): Ref {
    this.#objects[ref - 1] = [`${dictionary}\nstream\n`, bytes, '\nendstream'];
    return ref;
  }
}

/** PDF 1.7; the second line says that bytes follow (section 7.5.2). */
const HEAD = '%PDF-1.7\n%\xff\xff\xff\xff\n';

/** A low level: half of the time of the usual one, for a tenth more bytes. */
const LEVEL = 3;

/** Packs a stream. Text must be Latin-1. */
export function pack(content: string | Uint8Array, level = LEVEL): Uint8Array {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return deflateSync(bytes, { level });
}

/** A text as an object: in ASCII as it is, else in UTF-16 (section 7.9.2.2). */
export function textObject(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replaceAll(/[()\\]/g, '\\$&')})`;
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

/** Seconds are enough; in UTC (section 7.9.4). */
export function dateObject(date: Date): string {
  return `(D:${date.toISOString().replaceAll(/[-:T]|\..*/g, '')}Z)`;
}

/** A number with as many places as can be seen. */
export function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
