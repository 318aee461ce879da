/** The order of two decimal texts: negative, zero or positive; exact whatever their size. */
export function compareNumbers(one: string, other: string): number {
  const decimals = Math.max(fractionOf(one).length, fractionOf(other).length);
  const [a, b] = [scaled(one, decimals), scaled(other, decimals)];
  return a < b ? -1 : Number(a > b);
}

function fractionOf(text: string): string {
  return text.split('.')[1] ?? '';
}

function scaled(text: string, decimals: number): bigint {
  const digits = text.replace(/^[+-]/, '').split('.')[0]! + fractionOf(text).padEnd(decimals, '0');
  return text.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}
