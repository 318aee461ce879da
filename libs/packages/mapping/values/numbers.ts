/** A decimal number, told as its digits: nothing is lost on the way as it would be in binary. */
const PLAIN = /^([+-]?)(\d+)(?:\.(\d+))?$/;
/** 1.234.567,89: points between groups of three, a comma before the decimals. */
const GERMAN = /^([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?$/;

export interface NumberForm {
  /** Digits after the point; as many as there are where undefined. */
  decimals: number | undefined;
  /** Powers of ten by which the point moves to the right; negative to the left. */
  scale: number;
  german: boolean;
}

/**
 * The text of a number as XML Schema writes decimals (part 2, section 3.2.3). Rounds half away from zero, as
 * merchants do. Undefined where the text is no number.
 */
export function decimalText(text: string, form: NumberForm): string | undefined {
  const match = (form.german ? GERMAN : PLAIN).exec(text.trim());
  if (match === null) return undefined;
  const whole = match[2]!.replaceAll('.', '');
  const fraction = match[3] ?? '';
  const digits = whole + fraction;
  const point = whole.length + form.scale;
  const shifted =
    point <= 0
      ? { whole: '0', fraction: '0'.repeat(-point) + digits }
      : { whole: digits.slice(0, point).padEnd(point, '0'), fraction: digits.slice(point) };
  const { decimals } = form;
  const rounded = decimals === undefined ? shifted : roundedTo(decimals, shifted);
  const plain = rounded.whole.replace(/^0+(?=\d)/, '');
  const rest = decimals === undefined ? rounded.fraction.replace(/0+$/, '') : rounded.fraction;
  const negative = match[1] === '-' && /[1-9]/.test(plain + rest);
  return `${negative ? '-' : ''}${plain}${rest === '' ? '' : `.${rest}`}`;
}

function roundedTo(
  decimals: number,
  { whole, fraction }: { whole: string; fraction: string },
): { whole: string; fraction: string } {
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  if ((fraction[decimals] ?? '0') < '5') return { whole, fraction: kept };
  const digits = String(BigInt(`1${whole}${kept}`) + 1n);
  // The leading 1 keeps zeros in place; a carry into it makes one more digit of the number.
  const carried = digits.startsWith('2') ? `1${digits.slice(1)}` : digits.slice(1);
  const end = carried.length - decimals;
  return { whole: carried.slice(0, end), fraction: carried.slice(end) };
}
