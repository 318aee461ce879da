/** Characters in which an error page shows what it is. */
const BEGINNING = 4_096;

const PROLOG = /^\s*(?:<\?xml[^>]*\?>)?\s*/i;
const PAGE = /^<(?:!doctype\s+html|html)[\s>]/i;
const ENVELOPE = /^<(?:[\w.-]+:)?Envelope[\s>]/;
const FAULT = /<(?:[\w.-]+:)?Body(?:\s[^>]*)?>\s*<(?:[\w.-]+:)?Fault[\s/>]/;

/**
 * What stands in the body of an answer in place of what a case system says of a message, whatever its media type: a page
 * for people, as from a proxy or a login, or a fault of SOAP (SOAP 1.2, part 1, section 5.4).
 */
export function errorPageIn(text: string): 'page' | 'fault' | undefined {
  const beginning = text
    .slice(0, BEGINNING)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(PROLOG, '');
  if (PAGE.test(beginning)) return 'page';
  return ENVELOPE.test(beginning) && FAULT.test(beginning) ? 'fault' : undefined;
}
