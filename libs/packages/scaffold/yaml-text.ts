/** Columns in which comments are broken. */
const WIDTH = 100;

/** What YAML reads as a text without quotes, wherever it stands, also inside of { }. */
const PLAIN = /^[\p{L}_$.][\p{L}\p{N}_$./()-]*$/u;
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan|\.\d.*)$/i;

/** A text as YAML 1.2 has it, in quotes only where it needs them. */
export function scalar(text: string): string {
  return PLAIN.test(text) && !NO_TEXT.test(text) ? text : JSON.stringify(text);
}

/** A map in one line: `{ code: art, list: fundart }`. */
export function flow(entries: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(entries).filter(([, value]) => value !== undefined);
  return `{ ${given.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}

/** A comment, broken between words; `indent` is what will stand before it. */
export function comment(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '#' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return line === '#' ? lines : [...lines, line];
}

/** The first sentence of a documentation, and more as long as it stays short. An abbreviation ends none. */
export function sentences(text: string): string {
  const parts = text.split(
    /(?<=(?<!\b(?:\p{L}|bzw|ca|ggf|Nr|sog|usw|vgl|Abs|Art|inkl|evtl|z\.B))[.!?])\s+(?=\p{Lu})/u,
  );
  let said = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (said.length + part.length > 200) break;
    said += ` ${part}`;
  }
  return said;
}

/** As much of a text as stands in a line beside others. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\s,;]+\S*$/, '')} …`;
}
