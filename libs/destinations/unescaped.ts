const NAMED: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', szlig: 'ß' },
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü' },
};

/** An escape may stand in a text that was escaped once more. */
const ROUNDS = 4;

/** A text with the escapes of JSON, XML, HTML and addresses resolved, whichever it holds: to be read, not parsed. */
export function unescaped(text: string): string {
  let before = text;
  for (let round = 0; round < ROUNDS; round++) {
    const after = before
      .replace(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\[bfnrt]/g, ' ')
      .replace(/\\(["\\/])/g, '$1')
      .replace(/&#x([0-9a-f]{1,6});/gi, (whole, hex) => character(Number.parseInt(hex, 16), whole))
      .replace(/&#(\d{1,7});/g, (whole, decimal) => character(Number(decimal), whole))
      .replace(/&(\w+);/g, (whole, name) => NAMED[name] ?? whole)
      .replace(/(?:%[0-9a-f]{2})+/gi, (whole) => percentDecoded(whole));
    if (after === before) break;
    before = after;
  }
  return before;
}

function character(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

function percentDecoded(text: string): string {
  return Buffer.from(text.replaceAll('%', ''), 'hex').toString('utf8');
}
