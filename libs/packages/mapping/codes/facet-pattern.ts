/** Whether a text matches one of the patterns of a step of derivation, as far as that can be told here. */
export function matchesOne(text: string, alternatives: readonly string[]): boolean {
  return alternatives.some((pattern) => {
    const expression = sameHere(pattern);
    return expression === undefined || expression.test(text);
  });
}

const expressions = new Map<string, RegExp | undefined>();

/** A pattern of XML Schema where it says the same in JavaScript; what goes beyond is left to the schema check. */
function sameHere(pattern: string): RegExp | undefined {
  if (!expressions.has(pattern)) {
    const strange = /\\[^dDsS.\\+*?|()[\]{}-]|-\[|\(\?|[$&~]|(?<!\[)\^/.test(pattern);
    expressions.set(pattern, strange ? undefined : expressionOf(pattern));
  }
  return expressions.get(pattern);
}

/** Undefined for what JavaScript does not take, e.g. a hyphen that is escaped outside of brackets. */
function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return undefined;
  }
}
