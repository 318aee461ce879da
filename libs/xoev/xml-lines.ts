/** What may stand between start tags, and a start tag itself, of which the name's first character is kept. */
const MARKUP = new RegExp(
  [
    '<!--[^]*?-->',
    '<!\\[CDATA\\[[^]*?\\]\\]>',
    '<\\?[^]*?\\?>',
    `<!DOCTYPE(?:"[^"]*"|'[^']*'|[^"'\\[>])*(?:\\[(?:<!--[^]*?-->|<\\?[^]*?\\?>|"[^"]*"|'[^']*'|[^\\]"'])*\\]\\s*)?>`,
    `<([^/!?])(?:"[^"]*"|'[^']*'|[^"'>])*>`,
  ].join('|'),
  'g',
);

/** The line, from 1, on which each start tag of well-formed XML begins, in the order of the document. */
export function startLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(MARKUP)) {
    if (match[1] === undefined) continue;
    for (
      let end = text.indexOf('\n', counted);
      end >= 0 && end < match.index;
      end = text.indexOf('\n', counted)
    ) {
      line += 1;
      counted = end + 1;
    }
    lines.push(line);
  }
  return lines;
}

/** Decodes well enough to find markup and line ends: by byte order mark, or UTF-16, or one byte a character. */
export function decodedXml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const label =
    (first === 0xff && second === 0xfe) || second === 0
      ? 'utf-16le'
      : (first === 0xfe && second === 0xff) || first === 0
        ? 'utf-16be'
        : 'latin1';
  return new TextDecoder(label).decode(bytes);
}
