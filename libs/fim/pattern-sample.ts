/**
 * A text for a regular expression, or undefined where the expression has parts that are not known here (look-around,
 * back references, Unicode properties). `extra` more turns are taken wherever a repetition allows them.
 */
export function patternSample(pattern: string, extra: number): string | undefined {
  try {
    const reader = new Sampler(pattern, extra);
    const text = reader.alternatives();
    return reader.atEnd ? text : undefined;
  } catch (cause) {
    if (cause instanceof UnknownPart) return undefined;
    throw cause;
  }
}

class UnknownPart extends Error {}

const CLASSES: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
};

/** Reads an expression from left to right and writes the first text that it thinks of. */
class Sampler {
  #at = 0;

  constructor(
    private readonly pattern: string,
    private readonly extra: number,
  ) {}

  get atEnd(): boolean {
    return this.#at >= this.pattern.length;
  }

  /** The first alternative; the others are only read over. */
  alternatives(): string {
    const first = this.#sequence();
    while (this.#take('|')) this.#sequence();
    return first;
  }

  #sequence(): string {
    let text = '';
    while (!this.atEnd && !'|)'.includes(this.#peek())) {
      const atom = this.#atom();
      text += atom.repeat(this.#turns());
    }
    return text;
  }

  #atom(): string {
    const character = this.#next();
    switch (character) {
      case '^':
      case '$':
        return '';
      case '(':
        return this.#group();
      case '[':
        return this.#characterClass();
      case '\\':
        return this.#escape();
      case '.':
        return 'a';
      default:
        return character;
    }
  }

  #group(): string {
    if (this.#take('?') && !this.#take(':')) throw new UnknownPart();
    const text = this.alternatives();
    if (!this.#take(')')) throw new UnknownPart();
    return text;
  }

  #escape(): string {
    const character = this.#next();
    const sample = CLASSES[character];
    if (sample !== undefined) return sample;
    if (/[a-zA-Z0-9]/.test(character)) throw new UnknownPart();
    return character;
  }

  #characterClass(): string {
    const negated = this.#take('^');
    let body = '';
    let first: string | undefined;
    while (!this.#take(']')) {
      const start = this.#at;
      const member = this.#take('\\') ? this.#escape() : this.#next();
      first ??= member;
      body += this.pattern.slice(start, this.#at);
    }
    if (!negated) return first ?? '';
    const outside = new RegExp(`[^${body}]`, 'u');
    const found = [...'a1A -_.'].find((character) => outside.test(character));
    if (found === undefined) throw new UnknownPart();
    return found;
  }

  #turns(): number {
    const repetition = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.pattern.slice(this.#at));
    if (repetition === null) return 1;
    this.#at += repetition[0].length;
    const [, sign, minimum = '0', comma, maximum] = repetition;
    if (sign === '?') return Math.min(1, this.extra);
    if (sign !== undefined) return (sign === '+' ? 1 : 0) + this.extra;
    const least = Number(minimum);
    if (comma === '') return least;
    return Math.min(
      least + this.extra,
      maximum === '' ? Number.POSITIVE_INFINITY : Number(maximum),
    );
  }

  #peek(): string {
    return this.pattern[this.#at]!;
  }

  #next(): string {
    if (this.atEnd) throw new UnknownPart();
    return this.pattern[this.#at++]!;
  }

  #take(character: string): boolean {
    if (this.atEnd || this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }
}
