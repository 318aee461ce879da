import { XmlDocument, XmlParseError } from 'libxml2-wasm';
import { SAFE_PARSING, XmlUnreadable } from '../xml-node.js';

/** The text of a file that libxml2 accepts as well-formed, with line ends as `\n`. Throws `XmlUnreadable`. */
export function wellFormedText(bytes: Uint8Array): string {
  try {
    XmlDocument.fromBuffer(bytes, SAFE_PARSING).dispose();
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error;
    throw new XmlUnreadable('The file is not well-formed XML', error.details[0]?.line ?? 1);
  }
  return new TextDecoder(encodingOf(bytes)).decode(bytes).replace(/\r\n?/g, '\n');
}

/** By byte order mark or XML declaration; XML without either is UTF-8. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  return /^<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(start)?.[1] ?? 'utf-8';
}

/** The line, from 1, of a place in a text. For what is refused, not for every row. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
